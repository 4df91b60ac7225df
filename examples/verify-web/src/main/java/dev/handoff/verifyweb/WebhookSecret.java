package dev.handoff.verifyweb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what a webhook sends (Standard Webhooks, symmetric signatures), and seals the session ids of what is still to
 * be sent, so that the table holds none in clear. Thread-safe.
 */
final class WebhookSecret {

    private static final String PREFIX = "whsec_";
    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 64;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final byte[] secret;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param text base64 of 24 to 64 bytes, with or without {@code whsec_} in front
     * @throws IllegalArgumentException if it is anything else
     */
    WebhookSecret(String text) {
        secret = Base64.getDecoder().decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text);
        if (secret.length < LEAST_BYTES || secret.length > MOST_BYTES) {
            throw new IllegalArgumentException("a webhook's secret has 24 to 64 bytes");
        }
    }

    /** The value of the header {@code webhook-signature}. */
    String signature(String id, long timestamp, String body) {
        byte[] mac = mac(id + "." + timestamp + "." + body);
        return "v1," + Base64.getEncoder().encodeToString(mac);
    }

    String seal(String sessionId) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, sessionId.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                        .put(nonce)
                        .put(sealed)
                        .array());
    }

    String unseal(String sealed) {
        byte[] bytes = Base64.getDecoder().decode(sealed);
        byte[] nonce = Arrays.copyOf(bytes, NONCE_BYTES);
        byte[] text = cipher(Cipher.DECRYPT_MODE, nonce, Arrays.copyOfRange(bytes, NONCE_BYTES, bytes.length));
        return new String(text, StandardCharsets.UTF_8);
    }

    private byte[] cipher(int mode, byte[] nonce, byte[] input) {
        try {
            Cipher aes = Cipher.getInstance("AES/GCM/NoPadding");
            SecretKeySpec key = new SecretKeySpec(mac("verify-web/session-id/1"), "AES");
            aes.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            return aes.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a session id was sealed under another HANDOFF_WEBHOOK_SECRET", e);
        }
    }

    private byte[] mac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
