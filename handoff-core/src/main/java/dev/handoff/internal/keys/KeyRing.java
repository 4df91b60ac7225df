package dev.handoff.internal.keys;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The master secrets that are in force, by fingerprint. The first signs. Immutable. */
public final class KeyRing {

    /** The shortest master secret in bytes. */
    public static final int MIN_SECRET_BYTES = 32;

    /** 32 random bytes have fewer different values than this less than once in 10<sup>36</sup> keys. */
    private static final int MIN_DISTINCT_BYTES = 8;

    private final List<MasterKey> all;

    /**
     * A ring of these secrets.
     *
     * @throws IllegalArgumentException if there is no secret, one is too short or no random one, or two have one
     *     fingerprint
     */
    public KeyRing(List<byte[]> secrets, byte[] namespace) {
        List<MasterKey> ring = new ArrayList<>();
        for (byte[] secret : secrets) {
            check(secret);
            MasterKey keys = new MasterKey(secret, namespace);
            if (ring.stream().anyMatch(other -> other.id() == keys.id())) {
                throw new IllegalArgumentException(
                        "two keys have one fingerprint: the same key twice, or a rare coincidence; replace one");
            }
            ring.add(keys);
        }
        if (ring.isEmpty()) {
            throw new IllegalArgumentException("no key: at least one is needed");
        }
        all = List.copyOf(ring);
    }

    /** What new sessions are opened under. */
    public MasterKey signing() {
        return all.get(0);
    }

    /** The keys with this fingerprint, null when they have left the ring. */
    public @Nullable MasterKey find(int keyId) {
        for (MasterKey keys : all) {
            if (keys.id() == keyId) {
                return keys;
            }
        }
        return null;
    }

    private static void check(byte[] secret) {
        if (secret.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "a key has " + secret.length + " bytes; it needs " + MIN_SECRET_BYTES + " or more");
        }
        BitSet distinct = new BitSet();
        for (byte each : secret) {
            distinct.set(each & 0xFF);
        }
        if (distinct.cardinality() < MIN_DISTINCT_BYTES) {
            throw new IllegalArgumentException("a key has only " + distinct.cardinality()
                    + " different bytes; it needs random ones, for instance those of HandoffKeys.random()");
        }
    }
}
