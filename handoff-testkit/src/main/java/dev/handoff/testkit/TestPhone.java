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
 * A phone that does what a test says: {@code phone.scans(code)}, {@code phone.saysHello()}. It remembers the code that
 * it scanned last and the connection that it got last, and answers what the service answered: a refusal is a value to
 * assert. Thread-safe.
 */
public final class TestPhone {

    private final String deviceId;
    private final @Nullable DeviceKey key;
    private volatile HandoffService handoffs;
    private volatile @Nullable Handoff code;
    private volatile @Nullable Binding binding;
    private volatile @Nullable Refusal lastRefusal;

    /** A phone unlike any other. It has no key pair, so that it can prove no possession. */
    public TestPhone(HandoffService handoffs) {
        this(handoffs, "device-" + UUID.randomUUID());
    }

    /** A phone that says it has this device id: the very device, or a thief that got hold of its id. */
    public TestPhone(HandoffService handoffs, String deviceId) {
        this(handoffs, deviceId, null);
    }

    private TestPhone(HandoffService handoffs, String deviceId, @Nullable DeviceKey key) {
        this.handoffs = Objects.requireNonNull(handoffs, "handoffs");
        this.deviceId = Objects.requireNonNull(deviceId, "deviceId");
        this.key = key;
    }

    /**
     * A phone unlike any other whose device id is its public key. It asks for a challenge before every hello and resume
     * and signs it, as {@link dev.handoff.Safeguard#POSSESSION} asks for.
     */
    public static TestPhone withKeyPair(HandoffService handoffs) {
        DeviceKey key = DeviceKey.generate();
        return new TestPhone(handoffs, key.deviceId(), key);
    }

    /** Takes a code from a page, or from wherever a thief found it; forgets the one before. */
    public TestPhone scans(Handoff shown) {
        code = Objects.requireNonNull(shown, "shown");
        return this;
    }

    /** From now on it talks to another node of the same system. */
    public TestPhone connectsTo(HandoffService otherNode) {
        handoffs = Objects.requireNonNull(otherNode, "otherNode");
        return this;
    }

    /** Says hello with the code that it scanned. */
    public Result<Binding> saysHello() {
        return connected(handoffs.consume(scanned().sessionId(), credentials()));
    }

    /** Comes back with the code that it scanned; needs no connection, so that a phone that was restarted can, too. */
    public Result<Binding> resumes() {
        return connected(handoffs.resume(scanned().sessionId(), credentials()));
    }

    /** Reports over its connection how its attempt went. */
    public Result<SessionState> finishes(Outcome outcome) {
        return handoffs.finish(binding(), outcome);
    }

    /** Asks over its connection for the next code, after a failure that may be tried again. Scan it to use it. */
    public Result<Handoff> asksForACode() {
        return handoffs.mint(binding());
    }

    /**
     * The digits that it shows to the person.
     *
     * @throws IllegalStateException if it has no connection, or the policy asks for no match code
     */
    public String matchCode() {
        return binding()
                .matchCode()
                .orElseThrow(() -> new IllegalStateException(
                        "this phone has no digits to show: the service's policy does not ask for a match code"));
    }

    /**
     * Its connection, for what a host does with one: check it, finish, or compare it with a later one.
     *
     * @throws IllegalStateException if no hello or resume of it was accepted yet
     */
    public Binding binding() {
        Binding current = binding;
        if (current != null) {
            return current;
        }
        Refusal refusal = lastRefusal;
        throw new IllegalStateException("this phone has no connection: "
                + (refusal == null
                        ? "it has not said hello yet"
                        : "it was refused with " + refusal.code() + " (" + refusal.message() + ")"));
    }

    /**
     * What it presents with the code that it scanned, for hosts that are called with credentials. A phone with a key
     * pair asks for a challenge and signs it each time.
     *
     * @throws IllegalStateException if it has scanned no code yet
     */
    public PhoneCredentials credentials() {
        Handoff shown = scanned();
        PhoneCredentials unsigned =
                new PhoneCredentials(shown.attemptId().reveal(), shown.token().reveal(), deviceId);
        DeviceKey own = key;
        return own == null
                ? unsigned
                : handoffs.challenge(shown.sessionId(), unsigned)
                        // what refuses a challenge refuses the hello, too, and says why
                        .fold(challenge -> unsigned.withProof(own.sign(challenge)), refusal -> unsigned);
    }

    /** Its device id, for searching what must not hold it. */
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
            throw new IllegalStateException("this phone has scanned no code yet");
        }
        return shown;
    }
}
