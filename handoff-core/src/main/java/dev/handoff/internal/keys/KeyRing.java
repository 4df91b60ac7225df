package dev.handoff.internal.keys;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The master secrets that are in force, by fingerprint. The first signs. Immutable. */
public final class KeyRing {

    /** The shortest master secret in bytes. */
    public static final int MIN_SECRET_BYTES = 32;

    private final Map<Integer, SessionKeys> byId = new LinkedHashMap<>();
    private final SessionKeys signing;

    /**
     * A ring of these secrets.
     *
     * @throws IllegalArgumentException if there is no secret, one is too short, or two have one fingerprint
     */
    public KeyRing(List<byte[]> secrets, String namespace) {
        for (byte[] secret : secrets) {
            if (secret.length < MIN_SECRET_BYTES) {
                throw new IllegalArgumentException(
                        "a key has " + secret.length + " bytes; it needs " + MIN_SECRET_BYTES + " or more");
            }
            SessionKeys keys = new SessionKeys(secret, namespace);
            if (byId.put(keys.id(), keys) != null) {
                throw new IllegalArgumentException(
                        "two keys have one fingerprint: the same key twice, or a rare coincidence; replace one");
            }
        }
        signing = byId.values().stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no key: at least one is needed"));
    }

    /** What new sessions are opened under. */
    public SessionKeys signing() {
        return signing;
    }

    /** The keys with this fingerprint, empty when they have left the ring. */
    public Optional<SessionKeys> find(int keyId) {
        return Optional.ofNullable(byId.get(keyId));
    }
}
