package dev.handoff.internal.keys;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The master secrets of a service, found by their key id. New sessions are opened under the first. Immutable. */
public final class KeyRing {

    /** The shortest master secret in bytes. */
    public static final int MIN_SECRET_BYTES = 32;

    /** The probability that 32 random bytes have fewer different values is less than 10<sup>-36</sup>. */
    private static final int MIN_DISTINCT_BYTES = 8;

    private final List<MasterKey> all;

    /**
     * Makes a ring of these secrets.
     *
     * @throws IllegalArgumentException if there is no secret, a secret is too short or not random, or two secrets have
     *     the same key id
     */
    public KeyRing(List<byte[]> secrets, byte[] namespace) {
        List<MasterKey> ring = new ArrayList<>();
        for (byte[] secret : secrets) {
            check(secret);
            MasterKey keys = new MasterKey(secret, namespace);
            if (ring.stream().anyMatch(other -> other.id() == keys.id())) {
                throw new IllegalArgumentException(
                        "two keys have the same fingerprint: the same key twice, or a rare coincidence; replace one key");
            }
            ring.add(keys);
        }
        if (ring.isEmpty()) {
            throw new IllegalArgumentException("there is no key: at least one key is needed");
        }
        all = List.copyOf(ring);
    }

    /** Returns the key under which new sessions are opened. */
    public MasterKey signing() {
        return all.get(0);
    }

    /** Returns the key with this id, or null if it is not in the ring. */
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
                    "a key has " + secret.length + " bytes, and must have " + MIN_SECRET_BYTES + " or more");
        }
        BitSet distinct = new BitSet();
        for (byte each : secret) {
            distinct.set(each & 0xFF);
        }
        if (distinct.cardinality() < MIN_DISTINCT_BYTES) {
            throw new IllegalArgumentException("a key has only " + distinct.cardinality()
                    + " different bytes, and must be random, for instance from: openssl rand -base64 32");
        }
    }
}
