package dev.handoff.model;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The key pairs of the phones by name, and the challenges that the phones received. The public key is the device id.
 */
final class Devices {

    private final Map<String, KeyPair> keys = new HashMap<>();
    private final Map<String, String> signatures = new HashMap<>();
    private final Map<String, String> challenges = new HashMap<>();

    String idOf(String device) {
        return base64Url(keysOf(device).getPublic().getEncoded());
    }

    /** Checks whether each connection always has the same challenge, and no two connections have the same. */
    boolean isChallenge(String attemptId, int connection, String text) {
        String name = attemptId + connection;
        String before = challenges.putIfAbsent(name, text);
        String owner = challenges.putIfAbsent(text, name);
        return (before == null || before.equals(text)) && (owner == null || owner.equals(name));
    }

    /** Returns the signature of the connection's challenge: of the one received before, otherwise of a new one. */
    String sign(String device, String attemptId, int connection, Supplier<String> challenge) {
        String before = challenges.get(attemptId + connection);
        return sign(device, before == null ? challenge.get() : before);
    }

    private String sign(String device, String text) {
        return signatures.computeIfAbsent(device + text, unsigned -> {
            try {
                Signature signature = Signature.getInstance("Ed25519");
                signature.initSign(keysOf(device).getPrivate());
                signature.update(text.getBytes(StandardCharsets.UTF_8));
                return base64Url(signature.sign());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private KeyPair keysOf(String device) {
        return keys.computeIfAbsent(device, unknown -> {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
                Draws always = new Draws();
                always.drawn = device.hashCode();
                generator.initialize(255, always);
                return generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
