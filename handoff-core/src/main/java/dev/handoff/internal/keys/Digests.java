package dev.handoff.internal.keys;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Unkeyed SHA-256. */
public final class Digests {

    /** Cloned for each use: looking the algorithm up costs as much as hashing so short a message. */
    private static final MessageDigest SHA_256 = prototype();

    private Digests() {}

    /** SHA-256 (FIPS 180-4). */
    public static byte[] sha256(byte[] message) {
        try {
            return ((MessageDigest) SHA_256.clone()).digest(message);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can't be cloned", e);
        }
    }

    private static MessageDigest prototype() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
