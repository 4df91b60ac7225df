package dev.handoff;

import dev.handoff.internal.keys.KeyRing;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The key ring of a service: master secrets of 32 random bytes or more each. New sessions are opened under the first
 * secret; sessions that were opened under another secret of the ring go on. Immutable; copies the secrets.
 *
 * <p>To rotate, deploy {@code old, new}, then {@code new, old}, and remove the old secret when the last session that
 * was opened under it has ended. Removing a secret earlier ends its sessions and revokes their tokens at once.
 */
public final class HandoffKeys {

    private final transient List<byte[]> secrets;

    private HandoffKeys(List<byte[]> secrets) {
        this.secrets = secrets;
    }

    /**
     * Returns a ring of these secrets. {@link HandoffServiceBuilder#build()} checks whether each secret is long and
     * random enough.
     */
    public static HandoffKeys of(byte[]... secrets) {
        List<byte[]> copies = new ArrayList<>();
        for (byte[] secret : secrets) {
            copies.add(secret.clone());
        }
        return new HandoffKeys(copies);
    }

    /**
     * Returns a ring of these secrets in base64 (RFC 4648, section 4, or the URL-safe alphabet of section 5; padding
     * may be left out), as {@code openssl rand -base64 32} prints them.
     *
     * @throws IllegalArgumentException if a secret is null or not base64; the message names its position and not its
     *     text
     */
    public static HandoffKeys ofBase64(String... secrets) {
        byte[][] decoded = new byte[secrets.length][];
        for (int i = 0; i < secrets.length; i++) {
            if (secrets[i] == null) {
                throw new IllegalArgumentException("key number " + (i + 1) + " is null: is its setting missing?");
            }
            try {
                String standard = secrets[i].strip().replace('-', '+').replace('_', '/');
                decoded[i] = Base64.getDecoder().decode(standard);
            } catch (IllegalArgumentException quotesTheSecret) {
                String list = secrets[i].contains(",") ? ": pass each key as its own argument" : "";
                throw new IllegalArgumentException("key number " + (i + 1) + " is not base64" + list);
            }
        }
        return of(decoded);
    }

    /** Returns a ring of one new random secret, for tests and demos: the secret exists only in this process. */
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
