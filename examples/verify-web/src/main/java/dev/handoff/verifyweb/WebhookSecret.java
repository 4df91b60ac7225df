package dev.handoff.verifyweb;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what a webhook sends (Standard Webhooks, symmetric signatures), and seals the session ids of what is still to
 * be sent, so that the table holds none in clear. Thread-safe.
 */
final class WebhookSecret {
    private static final int NONCE_BYTES = 12;

    private final byte[] secret;

    /**
     * @param text base64 of 24 to 64 bytes that are not all zero, with or without {@code whsec_} in front
     * @throws IllegalArgumentException if it is anything else
     */
    WebhookSecret(String text) {
        secret = Base64.getDecoder().decode(text.replaceFirst("^whsec_", ""));
        if (secret.length < 24 || secret.length > 64 || Arrays.equals(secret, new byte[secret.length])) {
            throw new IllegalArgumentException("a webhook's secret has 24 to 64 random bytes");
        }
    }

    /** The value of the header {@code webhook-signature}. */
    String signature(String id, long timestamp, String body) {
        return "v1," + Base64.getEncoder().encodeToString(Secrets.mac(secret, id + "." + timestamp + "." + body));
    }

    String seal(String sessionId) {
        byte[] nonce = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(nonce);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, sessionId.getBytes(StandardCharsets.UTF_8));
        // a nonce of 12 bytes is 16 characters without padding: what follows can be decoded with it
        return Base64.getEncoder().encodeToString(nonce) + Base64.getEncoder().encodeToString(sealed);
    }

    /** Throws an {@link IllegalStateException} if another secret sealed it. */
    String unseal(String sealed) {
        byte[] bytes = Base64.getDecoder().decode(sealed);
        byte[] id = cipher(Cipher.DECRYPT_MODE, bytes, Arrays.copyOfRange(bytes, NONCE_BYTES, bytes.length));
        return new String(id, StandardCharsets.UTF_8);
    }

    private byte[] cipher(int mode, byte[] nonceFirst, byte[] input) {
        try {
            Cipher aes = Cipher.getInstance("AES/GCM/NoPadding");
            SecretKeySpec key = new SecretKeySpec(Secrets.mac(secret, "verify-web/session-id/1"), "AES");
            aes.init(mode, key, new GCMParameterSpec(128, nonceFirst, 0, NONCE_BYTES));
            return aes.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a session id was sealed under another HANDOFF_WEBHOOK_SECRET", e);
        }
    }
}
