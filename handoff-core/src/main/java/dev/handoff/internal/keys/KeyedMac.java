package dev.handoff.internal.keys;

import java.util.Arrays;

/**
 * Computes HMAC-SHA-256 (RFC 2104) under one key, of lists of fields after a fixed start. Keeps the hash states after
 * key and start, as section 4 of the RFC advises. The JDK's {@code Mac} computes them again for each message, which
 * takes a third longer. Thread-safe.
 */
public final class KeyedMac {

    private static final int BLOCK_BYTES = 64;
    private static final byte INNER_PAD = 0x36;
    private static final byte OUTER_PAD = 0x5C;

    private final Sha256 inner;
    private final Sha256 outer;

    /** Makes a MAC under this key for messages with this start. */
    KeyedMac(byte[] key, byte[] start) {
        inner = new Sha256(padded(key, INNER_PAD), start);
        outer = new Sha256(padded(key, OUTER_PAD));
    }

    /** Returns the MAC of the start and these fields: 32 bytes. */
    byte[] of(byte[]... fields) {
        return outer.of(inner.ofFields(fields));
    }

    /** Returns the MAC under a key that is used once: 32 bytes. */
    public static byte[] once(byte[] key, byte[] message) {
        byte[] hash = Sha256.NO_START.of(padded(key, INNER_PAD), message);
        return Sha256.NO_START.of(padded(key, OUTER_PAD), hash);
    }

    private static byte[] padded(byte[] key, byte pad) {
        byte[] shortKey = key.length > BLOCK_BYTES ? Sha256.NO_START.of(key) : key;
        byte[] block = Arrays.copyOf(shortKey, BLOCK_BYTES);
        for (int i = 0; i < BLOCK_BYTES; i++) {
            block[i] ^= pad;
        }
        return block;
    }
}
