package dev.handoff;

import dev.handoff.internal.keys.KeyRing;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The master secrets of a service, 32 random bytes or more each. The first signs; the others still verify. Immutable;
 * copies what it is given. To rotate, deploy {@code old, new}, then {@code new, old}, and drop the old one when the
 * longest session has ended. Dropping a key at once revokes every token that it signed, and ends every session in which
 * it bound a device.
 */
public final class HandoffKeys {

    private final transient List<byte[]> secrets;

    private HandoffKeys(List<byte[]> secrets) {
        this.secrets = secrets;
    }

    /** A ring of these secrets; that each is long and random enough is checked when the service is built. */
    public static HandoffKeys of(byte[]... secrets) {
        List<byte[]> copies = new ArrayList<>();
        for (byte[] secret : secrets) {
            copies.add(secret.clone());
        }
        return new HandoffKeys(copies);
    }

    /**
     * A ring of these secrets in base64 (RFC 4648, section 4, or the URL-safe alphabet of section 5; padding may be
     * left out), as secret managers and {@code openssl rand -base64 32} give them.
     *
     * @throws IllegalArgumentException if one is not base64; the message names its position and not its text
     */
    public static HandoffKeys ofBase64(String... secrets) {
        byte[][] decoded = new byte[secrets.length][];
        for (int i = 0; i < secrets.length; i++) {
            try {
                String standard = secrets[i].strip().replace('-', '+').replace('_', '/');
                decoded[i] = Base64.getDecoder().decode(standard);
            } catch (IllegalArgumentException quotesTheSecret) {
                throw new IllegalArgumentException("key number " + (i + 1) + " is not base64");
            }
        }
        return of(decoded);
    }

    /** A ring of one new random secret, for tests and demos: no other process has it, and it ends with this one. */
    public static HandoffKeys random() {
        byte[] secret = new byte[KeyRing.MIN_SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return of(secret);
    }

    List<byte[]> secrets() {
        return secrets;
    }

    @Override
    public String toString() {
        return "HandoffKeys[" + secrets.size() + "]";
    }
}
