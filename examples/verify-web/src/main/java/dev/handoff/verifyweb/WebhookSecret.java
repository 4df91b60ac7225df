package dev.handoff.verifyweb;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;
import org.springframework.security.crypto.encrypt.Encryptors;
import org.springframework.security.crypto.encrypt.TextEncryptor;

/**
 * Signs what a webhook sends (Standard Webhooks, symmetric signatures), and seals the session ids of what is still to
 * be sent, so that the table holds none in clear. Thread-safe.
 */
final class WebhookSecret {
    private final byte[] secret;
    /** By AES-GCM, each time with another nonce; fails for what another secret sealed. */
    final TextEncryptor sealing;

    /** From base64 of 24 to 64 bytes that are not all zero, with or without whsec_ in front; throws for all else. */
    WebhookSecret(String text) {
        secret = Base64.getDecoder().decode(text.replaceFirst("^whsec_", ""));
        if (secret.length < 24 || secret.length > 64 || Arrays.equals(secret, new byte[secret.length])) {
            throw new IllegalArgumentException("a webhook's secret has 24 to 64 random bytes");
        }
        // the secret is random: the salt need not be, it only keeps this key apart from others
        sealing = Encryptors.delux(HexFormat.of().formatHex(secret), "7665726966792d7765622f31");
    }

    /** The value of the header {@code webhook-signature}. */
    String signature(String id, long timestamp, String body) {
        byte[] mac = new HmacUtils(HmacAlgorithms.HMAC_SHA_256, secret).hmac(id + "." + timestamp + "." + body);
        return "v1," + Base64.getEncoder().encodeToString(mac);
    }
}
