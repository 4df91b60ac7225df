package dev.handoff.internal.keys;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Computes SHA-256 (FIPS 180-4) of messages with the same start. Thread-safe, because every call works on a copy of the
 * state after the start.
 */
public final class Sha256 {

    /** Hashes messages without a common start. */
    static final Sha256 NO_START = new Sha256();

    private final MessageDigest started;

    /** Makes a hash of messages that start with these parts, in this order. */
    public Sha256(byte[]... start) {
        try {
            started = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        for (byte[] part : start) {
            started.update(part);
        }
    }

    /** Returns the hash of the start and the rest: 32 bytes. */
    public byte[] of(byte[] rest) {
        return copy().digest(rest);
    }

    /**
     * Returns the hash of the start and these fields, each with its length before it as in {@link Text#fields}: 32
     * bytes.
     */
    byte[] ofFields(byte[]... fields) {
        MessageDigest digest = copy();
        for (byte[] field : fields) {
            digest.update((byte) (field.length >>> 8));
            digest.update((byte) field.length);
            digest.update(field);
        }
        return digest.digest();
    }

    /** Returns the hash of the start, the next part and the rest: 32 bytes. */
    byte[] of(byte[] next, byte[] rest) {
        MessageDigest digest = copy();
        digest.update(next);
        return digest.digest(rest);
    }

    /** Copies the state, because a lookup of the algorithm costs as much as hashing a short message. */
    private MessageDigest copy() {
        try {
            return (MessageDigest) started.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can't be cloned", e);
        }
    }
}
