package dev.handoff.benchmarks;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The minimal work of a handoff in memory, with the JDK's own classes: a MAC to make the token, a MAC to check it, a
 * MAC for the device id, a MAC for the stamp of each written record, and a MAC for the stamp of the record that
 * consuming replaces without a read; a hash for the session key, the random bytes of a generation, and three writes to
 * a map.
 */
final class Floor {

    /** The length of a token's MAC input, with a session id of 67 characters. */
    private static final int TOKEN_MESSAGE_BYTES = 156;

    private static final int SESSION_MESSAGE_BYTES = 87;
    private static final int GENERATION_BYTES = 16;

    /** The lengths of a stamp's MAC input: key, end, and the text of a created, a claimed, and a finished session. */
    private static final int[] RECORD_BYTES = {64 + 8 + 89, 64 + 8 + 237, 64 + 8 + 290};

    private final SecureRandom random = new SecureRandom();
    private final byte[] tokenMessage = new byte[TOKEN_MESSAGE_BYTES];
    private final byte[] sessionMessage = new byte[SESSION_MESSAGE_BYTES];
    private final List<byte[]> records =
            IntStream.of(RECORD_BYTES).mapToObj(byte[]::new).toList();
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

    /** Does the work of a whole handoff. */
    List<byte[]> handoff(String sessionId) {
        byte[] generation = new byte[GENERATION_BYTES];
        random.nextBytes(generation);
        byte[] sessionKey = hash();
        byte[] token = mac();
        byte[] checked = mac();
        byte[] device = mac();
        byte[] opened = stamp(0);
        byte[] replaced = stamp(0);
        byte[] claimed = stamp(1);
        byte[] finished = stamp(2);
        map.putIfAbsent(sessionId, opened);
        map.replace(sessionId, opened, claimed);
        map.replace(sessionId, claimed, finished);
        return List.of(generation, sessionKey, token, checked, device, replaced);
    }

    /** Computes one MAC. */
    byte[] mac() {
        return mac(tokenMessage);
    }

    private byte[] stamp(int state) {
        return mac(records.get(state));
    }

    private byte[] mac(byte[] message) {
        try {
            return ((Mac) mac.clone()).doFinal(message);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Empties the map. */
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
