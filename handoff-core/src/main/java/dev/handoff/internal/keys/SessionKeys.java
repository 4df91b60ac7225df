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

    private final int id;
    private final KeyedMac tokenKey;
    private final KeyedMac deviceKey;
    private final String namespace;

    SessionKeys(byte[] master, String namespace) {
        this.namespace = namespace;
        // the fingerprint is of the secret alone: the same on every stage, and known wherever the secret is
        byte[] fingerprint = derive(master, Text.fields("handoff/key-id/1"), 2);
        id = ((fingerprint[0] & 0xFF) << 8) | (fingerprint[1] & 0xFF);
        tokenKey = new KeyedMac(derive(master, Text.fields("handoff/token-key/1", namespace), 32));
        deviceKey = new KeyedMac(derive(master, Text.fields("handoff/device-key/1", namespace), 32));
    }

    /** The secret's fingerprint: 16 bits derived from itself. */
    public int id() {
        return id;
    }

    /** The token of an attempt of a session: 64 lower-case hexadecimal characters. */
    public String token(String sessionId, String attemptId) {
        return HexFormat.of().formatHex(tokenKey.of(Text.fields("handoff/token/1", namespace, sessionId, attemptId)));
    }

    /** Whether this is the token of an attempt of a session; compared in constant time. */
    public boolean isToken(String sessionId, String attemptId, String given) {
        return MessageDigest.isEqual(
                token(sessionId, attemptId).getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    /** The secret under which a session's device ids are hashed: 32 bytes. */
    public byte[] deviceSecret(String sessionId) {
        return deviceKey.of(Text.fields("handoff/device/1", namespace, sessionId));
    }

    private static byte[] derive(byte[] master, byte[] info, int length) {
        HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
        hkdf.init(new HKDFParameters(master, null, info));
        byte[] derived = new byte[length];
        hkdf.generateBytes(derived, 0, length);
        return derived;
    }
}
