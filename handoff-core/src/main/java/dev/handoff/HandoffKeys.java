package dev.handoff;

import java.util.ArrayList;
import java.util.List;

/**
 * The master secrets of a service, 32 random bytes or more each. The first signs; the others still verify. Immutable;
 * copies what it is given. To rotate, deploy {@code old, new}, then {@code new, old}, and drop the old one when the
 * longest session has ended. Dropping a key at once revokes every token that it signed.
 */
public final class HandoffKeys {

    private final transient List<byte[]> secrets;

    private HandoffKeys(List<byte[]> secrets) {
        this.secrets = secrets;
    }

    /** A ring of these secrets; that each is long enough is checked when the service is built. */
    public static HandoffKeys of(byte[]... secrets) {
        List<byte[]> copies = new ArrayList<>();
        for (byte[] secret : secrets) {
            copies.add(secret.clone());
        }
        return new HandoffKeys(copies);
    }

    List<byte[]> secrets() {
        return secrets;
    }

    @Override
    public String toString() {
        return "HandoffKeys[" + secrets.size() + "]";
    }
}
