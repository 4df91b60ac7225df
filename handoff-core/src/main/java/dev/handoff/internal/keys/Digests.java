package dev.handoff.internal.keys;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Unkeyed SHA-256. */
public final class Digests {

    private Digests() {}

    /** Under which a session's record is stored: 64 lower-case hexadecimal characters, unkeyed. */
    public static String sessionKey(String namespace, String sessionId) {
        return HexFormat.of().formatHex(sha256(Text.fields("handoff/session/1", namespace, sessionId)));
    }

    /** SHA-256 (FIPS 180-4). */
    public static byte[] sha256(byte[] message) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(message);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
