package dev.handoff.testkit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;

/** The key pair of a phone, for Ed25519 (RFC 8032). */
final class DeviceKey {

    private static final String ALGORITHM = "Ed25519";

    private final KeyPair keys;

    private DeviceKey(KeyPair keys) {
        this.keys = keys;
    }

    static DeviceKey generate() {
        try {
            return new DeviceKey(KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw unsupported(e);
        }
    }

    String deviceId() {
        return base64Url(keys.getPublic().getEncoded());
    }

    String sign(String challenge) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(keys.getPrivate());
            signature.update(challenge.getBytes(StandardCharsets.UTF_8));
            return base64Url(signature.sign());
        } catch (GeneralSecurityException e) {
            throw unsupported(e);
        }
    }

    private static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static IllegalStateException unsupported(GeneralSecurityException cause) {
        return new IllegalStateException("This JDK does not support " + ALGORITHM + ", which every JDK must.", cause);
    }
}
