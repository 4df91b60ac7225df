package dev.handoff.internal.keys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/**
 * One master secret of the ring: its fingerprint, and a sub-key per purpose by HKDF-SHA-256 (RFC 5869), so that a value
 * made for one purpose can never pass as another's. The namespace goes into every sub-key.
 */
public final class SessionKeys {

    private static final int TOKEN_LENGTH = 64;
    private static final byte[] HEX_DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final int id;
    private final KeyedMac tokenKey;
    private final KeyedMac deviceKey;
    private final byte[] tokenStart;
    private final byte[] deviceStart;

    SessionKeys(byte[] master, byte[] namespace) {
        // the fingerprint is of the secret alone: the same on every stage, and known wherever the secret is
        byte[] fingerprint = derive(master, Text.labelled("handoff/key-id/1"), 2);
        id = ((fingerprint[0] & 0xFF) << 8) | (fingerprint[1] & 0xFF);
        tokenKey = new KeyedMac(derive(master, Text.labelled("handoff/token-key/1", namespace), 32));
        deviceKey = new KeyedMac(derive(master, Text.labelled("handoff/device-key/1", namespace), 32));
        tokenStart = Text.labelled("handoff/token/1", namespace);
        deviceStart = Text.labelled("handoff/device/1", namespace);
    }

    /** The secret's fingerprint: 16 bits derived from itself. */
    public int id() {
        return id;
    }

    /**
     * The token of an attempt of a session: 64 lower-case hexadecimal characters.
     *
     * @param attemptId in ASCII, which every attempt id is
     */
    public String token(byte[] sessionId, String attemptId) {
        return HexFormat.of().formatHex(tokenMac(sessionId, attemptId));
    }

    /** Whether this is the token of an attempt of a session; compared in constant time. */
    public boolean isToken(byte[] sessionId, String attemptId, String given) {
        byte[] expected = new byte[TOKEN_LENGTH];
        byte[] mac = tokenMac(sessionId, attemptId);
        for (int i = 0; i < mac.length; i++) {
            expected[2 * i] = HEX_DIGITS[(mac[i] >> 4) & 0xF];
            expected[2 * i + 1] = HEX_DIGITS[mac[i] & 0xF];
        }
        return MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8));
    }

    /** The secret under which a session's device ids are hashed: 32 bytes. */
    public byte[] deviceSecret(byte[] sessionId) {
        return deviceKey.of(Text.fields(deviceStart, sessionId));
    }

    private byte[] tokenMac(byte[] sessionId, String attemptId) {
        return tokenKey.of(Text.fields(tokenStart, sessionId, attemptId.getBytes(StandardCharsets.US_ASCII)));
    }

    private static byte[] derive(byte[] master, byte[] info, int length) {
        HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
        hkdf.init(new HKDFParameters(master, null, info));
        byte[] derived = new byte[length];
        hkdf.generateBytes(derived, 0, length);
        return derived;
    }
}
