package dev.handoff.benchmarks;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a handoff in memory can't do without, by the JDK's own means: a MAC to make the token, one to check it and one
 * for the device id, a hash for the session's key, the random bytes of a generation, and three writes to a map.
 */
final class Floor {

    /** As long as what a token is computed of, with a session id of 67 characters. */
    private static final int TOKEN_MESSAGE_BYTES = 156;

    private static final int SESSION_MESSAGE_BYTES = 87;
    private static final int GENERATION_BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private final byte[] tokenMessage = new byte[TOKEN_MESSAGE_BYTES];
    private final byte[] sessionMessage = new byte[SESSION_MESSAGE_BYTES];
    private final Mac mac;
    private final MessageDigest sha256;
    private ConcurrentMap<String, byte[]> map = new ConcurrentHashMap<>();

    Floor() {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A whole handoff's work. */
    List<byte[]> handoff(String sessionId) {
        byte[] generation = new byte[GENERATION_BYTES];
        random.nextBytes(generation);
        byte[] sessionKey = hash();
        byte[] token = mac();
        byte[] checked = mac();
        byte[] device = mac();
        map.putIfAbsent(sessionId, generation);
        map.replace(sessionId, generation, token);
        map.replace(sessionId, token, checked);
        return List.of(sessionKey, device);
    }

    /** One MAC. */
    byte[] mac() {
        try {
            return ((Mac) mac.clone()).doFinal(tokenMessage);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Forgets what was written. */
    void clear() {
        map = new ConcurrentHashMap<>();
    }

    private byte[] hash() {
        try {
            return ((MessageDigest) sha256.clone()).digest(sessionMessage);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}
