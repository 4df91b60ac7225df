package dev.handoff.testkit;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.PhoneCredentials;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.SessionState;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A phone that acts as a test directs: {@code phone.scans(code)}, {@code phone.saysHello()}. It keeps its latest code
 * and its latest connection. Each method returns the result of the service, so that a test can assert a refusal.
 * Thread-safe.
 */
public final class TestPhone {

    private final String deviceId;
    private final @Nullable DeviceKey key;
    private volatile HandoffService handoffs;
    private volatile @Nullable Handoff code;
    private volatile @Nullable Binding binding;
    private volatile @Nullable Refusal lastRefusal;

    /** Creates a phone with a random device id and without a key pair, so that it can't prove possession. */
    public TestPhone(HandoffService handoffs) {
        this(handoffs, "device-" + UUID.randomUUID());
    }

    /** Creates a phone that presents this device id: the device, or a thief that knows the id. */
    public TestPhone(HandoffService handoffs, String deviceId) {
        this(handoffs, deviceId, null);
    }

    private TestPhone(HandoffService handoffs, String deviceId, @Nullable DeviceKey key) {
        this.handoffs = Objects.requireNonNull(handoffs, "handoffs");
        this.deviceId = Objects.requireNonNull(deviceId, "deviceId");
        this.key = key;
    }

    /**
     * Creates a phone with a new key pair, whose device id is its public key. The phone requests and signs a challenge
     * before every hello and resume, as {@link dev.handoff.Safeguard#POSSESSION} requires.
     */
    public static TestPhone withKeyPair(HandoffService handoffs) {
        DeviceKey key = DeviceKey.generate();
        return new TestPhone(handoffs, key.deviceId(), key);
    }

    /** Takes a code, which replaces the code that the phone had before. */
    public TestPhone scans(Handoff shown) {
        code = Objects.requireNonNull(shown, "shown");
        return this;
    }

    /** Makes the phone call another node of the same system. */
    public TestPhone connectsTo(HandoffService otherNode) {
        handoffs = Objects.requireNonNull(otherNode, "otherNode");
        return this;
    }

    /** Says hello with the scanned code. */
    public Result<Binding> saysHello() {
        return connected(handoffs.consume(scanned().sessionId(), credentials()));
    }

    /** Resumes with the scanned code; needs no earlier connection, so that a restarted phone can resume, too. */
    public Result<Binding> resumes() {
        return connected(handoffs.resume(scanned().sessionId(), credentials()));
    }

    /** Reports the outcome of the attempt over the connection. */
    public Result<SessionState> finishes(Outcome outcome) {
        return handoffs.finish(binding(), outcome);
    }

    /** Mints the next code over the connection, after a retryable failure. Scan the code to use it. */
    public Result<Handoff> asksForACode() {
        return handoffs.mint(binding());
    }

    /**
     * Returns the digits that the phone shows to the person.
     *
     * @throws IllegalStateException if the phone has no connection, or the policy requires no match code
     */
    public String matchCode() {
        return binding()
                .matchCode()
                .orElseThrow(() -> new IllegalStateException(
                        "This phone has no digits to show, because the service's policy does not require a"
                                + " match code."));
    }

    /**
     * Returns the binding of the latest connection, which a host checks, finishes, or compares with a later binding.
     *
     * @throws IllegalStateException if no hello or resume of this phone was accepted yet
     */
    public Binding binding() {
        Binding current = binding;
        if (current != null) {
            return current;
        }
        Refusal refusal = lastRefusal;
        throw new IllegalStateException("This phone has no connection: "
                + (refusal == null
                        ? "it has not said hello yet."
                        : "it was refused with " + refusal.code() + " (" + refusal.message() + ")."));
    }

    /**
     * Returns the credentials that the phone presents with the scanned code, for code under test that takes
     * credentials. A phone with a key pair requests and signs a challenge each time.
     *
     * @throws IllegalStateException if the phone has scanned no code yet
     */
    public PhoneCredentials credentials() {
        Handoff shown = scanned();
        PhoneCredentials unsigned =
                new PhoneCredentials(shown.attemptId().reveal(), shown.token().reveal(), deviceId);
        DeviceKey own = key;
        return own == null
                ? unsigned
                : handoffs.challenge(shown.sessionId(), unsigned)
                        // the hello is refused for the same reason as the challenge
                        .fold(challenge -> unsigned.withProof(own.sign(challenge)), refusal -> unsigned);
    }

    /** Returns the device id, for instance to check that a text does not contain it. */
    public String deviceId() {
        return deviceId;
    }

    private Result<Binding> connected(Result<Binding> answer) {
        if (answer instanceof Result.Ok<Binding> accepted) {
            binding = accepted.value();
        } else {
            lastRefusal = answer.refusal().orElseThrow();
        }
        return answer;
    }

    private Handoff scanned() {
        Handoff shown = code;
        if (shown == null) {
            throw new IllegalStateException("This phone has scanned no code yet. Call scans(code) first.");
        }
        return shown;
    }
}
