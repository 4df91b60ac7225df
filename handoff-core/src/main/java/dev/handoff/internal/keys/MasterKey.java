package dev.handoff.internal.keys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/**
 * One master secret of the ring: its id, and a sub-key for each purpose by HKDF-SHA-256 (RFC 5869), so that a value
 * made for one purpose can't pass as a value for another purpose. The namespace goes into every sub-key.
 */
public final class MasterKey {

    /** The start of each challenge, so that a phone never signs a text with a meaning elsewhere. */
    private static final String CHALLENGE_PREFIX = "handoff-possession-1.";

    /** The length of a token, and of the MAC in a page proof, in characters. */
    public static final int TOKEN_LENGTH = 64;

    /** The length of a stamp: half of the MAC, the least that RFC 2104, section 5, advises. */
    private static final int STAMP_BYTES = 16;

    private static final byte[] HEX_DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final int id;
    private final KeyedMac token;
    private final KeyedMac device;
    private final KeyedMac page;
    private final KeyedMac match;
    private final KeyedMac challenge;
    private final KeyedMac stored;

    MasterKey(byte[] master, byte[] namespace) {
        // the namespace does not go into the key id, so a secret has the same id on every stage
        byte[] fingerprint = derive(master, Text.labelled("handoff/key-id/1"), 2);
        id = ((fingerprint[0] & 0xFF) << 8) | (fingerprint[1] & 0xFF);
        token = mac("token", master, namespace);
        device = mac("device", master, namespace);
        page = mac("page", master, namespace);
        match = mac("match", master, namespace);
        challenge = mac("challenge", master, namespace);
        stored = mac("record", master, namespace);
    }

    /** Returns the key id, a fingerprint of 16 bits derived from the secret. */
    public int id() {
        return id;
    }

    /**
     * Returns the token of an attempt: 64 lower-case hexadecimal characters.
     *
     * @param attemptId an attempt id, which is always ASCII
     */
    public String token(byte[] sessionId, String attemptId) {
        return HexFormat.of().formatHex(token.of(sessionId, ascii(attemptId)));
    }

    /** Checks in constant time whether a text is the token of an attempt. */
    public boolean isToken(byte[] sessionId, String attemptId, String given) {
        return isHex(token.of(sessionId, ascii(attemptId)), given);
    }

    /** Returns the secret under which the device ids of a session are hashed: 32 bytes. */
    public byte[] deviceSecret(byte[] sessionId) {
        return device.of(sessionId);
    }

    /**
     * Returns the MAC that turns the id of a session's first attempt into a page proof: 64 lower-case hexadecimal
     * characters.
     */
    public String pageMac(byte[] sessionId, String firstAttemptId) {
        return HexFormat.of().formatHex(page.of(sessionId, ascii(firstAttemptId)));
    }

    /** Checks in constant time whether a text is the MAC of the session's page proof. */
    public boolean isPageMac(byte[] sessionId, String firstAttemptId, String given) {
        return isHex(page.of(sessionId, ascii(firstAttemptId)), given);
    }

    /** Returns the digits that match a bound phone with its page. */
    public MatchCode matchCode(byte[] sessionId, String generation, int attempt, String deviceHash) {
        return MatchCode.of(match.of(sessionId, ascii(generation), bytes(attempt), ascii(deviceHash)));
    }

    /** Returns the challenge that a phone signs for its next connection, for any code of the session. */
    public String challenge(byte[] sessionId, String attemptId, long connection) {
        byte[] mac = challenge.of(sessionId, ascii(attemptId), bytes(connection));
        return CHALLENGE_PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
    }

    /**
     * Returns the stamp of a record: 32 lower-case hexadecimal characters.
     *
     * @param sessionKey the key under which the record is stored, in ASCII
     * @param body the record's text, in ASCII
     */
    public String stamp(String sessionKey, Instant endsAt, String body) {
        byte[] mac = stored.of(ascii(sessionKey), bytes(endsAt.toEpochMilli()), ascii(body));
        return HexFormat.of().formatHex(mac, 0, STAMP_BYTES);
    }

    /** Returns the key of one purpose in a namespace: 32 bytes. */
    static byte[] subKey(String purpose, byte[] master, byte[] namespace) {
        return derive(master, Text.labelled("handoff/" + purpose + "-key/1", namespace), 32);
    }

    private static boolean isHex(byte[] mac, String given) {
        byte[] expected = new byte[TOKEN_LENGTH];
        for (int i = 0; i < mac.length; i++) {
            expected[2 * i] = HEX_DIGITS[(mac[i] >> 4) & 0xF];
            expected[2 * i + 1] = HEX_DIGITS[mac[i] & 0xF];
        }
        return MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    /** Returns the MAC of one purpose, with the start that all its messages have in common. */
    private static KeyedMac mac(String purpose, byte[] master, byte[] namespace) {
        return new KeyedMac(subKey(purpose, master, namespace), Text.labelled("handoff/" + purpose + "/1", namespace));
    }

    private static byte[] derive(byte[] master, byte[] info, int length) {
        HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
        hkdf.init(new HKDFParameters(master, null, info));
        byte[] derived = new byte[length];
        hkdf.generateBytes(derived, 0, length);
        return derived;
    }
}
