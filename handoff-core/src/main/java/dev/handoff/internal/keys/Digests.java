package dev.handoff.internal.keys;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Unkeyed SHA-256. */
public final class Digests {

    /** Cloned for each use: looking the algorithm up costs as much as hashing so short a message. */
    private static final MessageDigest SHA_256 = prototype();

    private Digests() {}

    /** Under which a session's record is stored: 64 lower-case hexadecimal characters, unkeyed. */
    public static String sessionKey(String namespace, String sessionId) {
        return HexFormat.of().formatHex(sha256(Text.fields("handoff/session/1", namespace, sessionId)));
    }

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
