package dev.handoff;

import dev.handoff.internal.keys.KeyRing;
import dev.handoff.internal.keys.SessionKeyHash;
import dev.handoff.internal.keys.Text;
import dev.handoff.spi.DeviceHasher;
import dev.handoff.spi.TokenStore;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts a {@link HandoffService} together. For one thread. */
public final class HandoffServiceBuilder {

    private @Nullable TokenStore store;
    private @Nullable HandoffKeys keys;
    private HandoffPolicy policy = HandoffPolicy.defaults();
    private InstantSource clock = InstantSource.system();
    private DeviceHasher hasher = DeviceHashers.hmac();
    private final List<HandoffListener> listeners = new ArrayList<>();
    private String namespace = "";
    private SecureRandom random = new SecureRandom();

    HandoffServiceBuilder() {}

    /** Where records are kept. Needed. */
    public HandoffServiceBuilder store(TokenStore tokenStore) {
        store = Objects.requireNonNull(tokenStore, "store");
        return this;
    }

    /** The master secrets. Needed. */
    public HandoffServiceBuilder keys(HandoffKeys handoffKeys) {
        keys = Objects.requireNonNull(handoffKeys, "keys");
        return this;
    }

    /** Lifetimes and choices; {@link HandoffPolicy#defaults()} unless told. */
    public HandoffServiceBuilder policy(HandoffPolicy handoffPolicy) {
        policy = Objects.requireNonNull(handoffPolicy, "policy");
        return this;
    }

    /** What time it is, read once per call; the system's clock unless told. Every {@link java.time.Clock} is one. */
    public HandoffServiceBuilder clock(InstantSource source) {
        clock = Objects.requireNonNull(source, "clock");
        return this;
    }

    /**
     * What the store keeps of a device id; {@link DeviceHashers#hmac()} unless told. With any other hasher the first
     * consumption reads before it hashes, so that a code that works no more costs no hash.
     */
    public HandoffServiceBuilder deviceHasher(DeviceHasher deviceHasher) {
        hasher = Objects.requireNonNull(deviceHasher, "deviceHasher");
        return this;
    }

    /** Is notified of what happened, in addition to the listeners that were given before; none unless told. */
    public HandoffServiceBuilder listener(HandoffListener handoffListener) {
        listeners.add(Objects.requireNonNull(handoffListener, "listener"));
        return this;
    }

    /**
     * Separates tenants or stages: services of different namespaces never see each other's sessions nor accept each
     * other's tokens, with the same store and keys. Empty unless told; at most 256 bytes of UTF-8.
     */
    public HandoffServiceBuilder namespace(String tenantOrStage) {
        namespace = Objects.requireNonNull(tenantOrStage, "namespace");
        return this;
    }

    /** Where generations and the nonces of calls come from; a {@code new SecureRandom()} unless told. */
    public HandoffServiceBuilder random(SecureRandom secureRandom) {
        random = Objects.requireNonNull(secureRandom, "random");
        return this;
    }

    /**
     * The service.
     *
     * @throws IllegalStateException if store or keys are missing
     * @throws IllegalArgumentException if the policy contradicts itself, a key is shorter than 32 bytes or no random
     *     one, two keys have one fingerprint, or the namespace is too long or ill-formed
     */
    public HandoffService build() {
        if (store == null || keys == null) {
            throw new IllegalStateException("a store and keys are needed");
        }
        byte[] encodedNamespace = Text.encode(namespace);
        if (encodedNamespace == null) {
            throw new IllegalArgumentException("namespace must be well-formed Unicode of at most 256 bytes in UTF-8");
        }
        policy.validate(clock.instant());
        KeyRing ring = new KeyRing(keys.secrets(), encodedNamespace);
        return new HandoffService(new ServiceParts(
                store,
                ring,
                new RecordSeal(ring),
                new SessionKeyHash(encodedNamespace),
                policy,
                new Rules(policy, new Situations(policy, id -> ring.find(id) != null)),
                new Authenticator(ring, hasher),
                hasher == DeviceHashers.hmac(),
                clock,
                random,
                new Notifier(listeners)));
    }
}
