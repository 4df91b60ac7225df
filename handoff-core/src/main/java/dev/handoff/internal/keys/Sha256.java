package dev.handoff.internal.keys;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 (FIPS 180-4) of messages that start alike. Thread-safe: every call goes on from a copy of one state. */
public final class Sha256 {

    /** Of whole messages. */
    static final Sha256 NO_START = new Sha256();

    private final MessageDigest started;

    /** Of what starts with these parts, one behind the other. */
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

    /** The hash of the start and the rest: 32 bytes. */
    public byte[] of(byte[] rest) {
        return copy().digest(rest);
    }

    /** The hash of the start and these fields, each as {@link Text#fields} has it: 32 bytes. */
    byte[] ofFields(byte[]... fields) {
        MessageDigest digest = copy();
        for (byte[] field : fields) {
            digest.update((byte) (field.length >>> 8));
            digest.update((byte) field.length);
            digest.update(field);
        }
        return digest.digest();
    }

    /** The hash of the start, what follows it, and the rest: 32 bytes. */
    byte[] of(byte[] next, byte[] rest) {
        MessageDigest digest = copy();
        digest.update(next);
        return digest.digest(rest);
    }

    /** Looking the algorithm up again would cost as much as hashing a short message. */
    private MessageDigest copy() {
        try {
            return (MessageDigest) started.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can't be cloned", e);
        }
    }
}
