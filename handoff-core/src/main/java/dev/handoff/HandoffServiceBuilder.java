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

/** Builds a {@link HandoffService}. Every method throws {@link NullPointerException} for null. Not thread-safe. */
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

    /** Sets the store of the records. Required. */
    public HandoffServiceBuilder store(TokenStore tokenStore) {
        store = Objects.requireNonNull(tokenStore, "store");
        return this;
    }

    /** Sets the master secrets. Required. */
    public HandoffServiceBuilder keys(HandoffKeys handoffKeys) {
        keys = Objects.requireNonNull(handoffKeys, "keys");
        return this;
    }

    /** Sets lifetimes and choices; default {@link HandoffPolicy#defaults()}. */
    public HandoffServiceBuilder policy(HandoffPolicy handoffPolicy) {
        policy = Objects.requireNonNull(handoffPolicy, "policy");
        return this;
    }

    /**
     * Sets the clock, for instance a {@link java.time.Clock}. Each call reads it once. The default is the system's
     * clock.
     */
    public HandoffServiceBuilder clock(InstantSource source) {
        clock = Objects.requireNonNull(source, "clock");
        return this;
    }

    /**
     * Sets the hasher of device ids; default {@link DeviceHashers#hmac()}. With any other hasher, the first consumption
     * reads the record before it hashes, so that a code that is no longer valid costs no hash.
     */
    public HandoffServiceBuilder deviceHasher(DeviceHasher deviceHasher) {
        hasher = Objects.requireNonNull(deviceHasher, "deviceHasher");
        return this;
    }

    /** Adds a listener, which is notified after the listeners that were added before. */
    public HandoffServiceBuilder listener(HandoffListener handoffListener) {
        listeners.add(Objects.requireNonNull(handoffListener, "listener"));
        return this;
    }

    /**
     * Sets the namespace, which separates tenants or stages: with the same store and keys, services of different
     * namespaces neither see each other's sessions nor accept each other's tokens. Default empty; at most 256 bytes of
     * UTF-8.
     */
    public HandoffServiceBuilder namespace(String tenantOrStage) {
        namespace = Objects.requireNonNull(tenantOrStage, "namespace");
        return this;
    }

    /** Sets the source of generations and nonces; default {@code new SecureRandom()}. */
    public HandoffServiceBuilder random(SecureRandom secureRandom) {
        random = Objects.requireNonNull(secureRandom, "random");
        return this;
    }

    /**
     * Builds the service.
     *
     * @throws IllegalStateException if the store or the keys are missing
     * @throws IllegalArgumentException if the policy contradicts itself; if there is no key, a key is shorter than 32
     *     bytes or not random, or two keys have the same fingerprint; if the namespace is too long or ill-formed; or if
     *     the clock is outside the years 1970 to 2109
     */
    public HandoffService build() {
        if (store == null || keys == null) {
            throw new IllegalStateException("a store and keys are needed: call store(…) and keys(…) before build()");
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
