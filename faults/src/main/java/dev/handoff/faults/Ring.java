package dev.handoff.faults;

import dev.handoff.HandoffKeys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * A key ring whose keys have names.
 *
 * @param names the keys' names, the signing key first
 */
record Ring(List<String> names) {

    static Ring of(String... names) {
        return new Ring(List.of(names));
    }

    /** Returns the keys. The same name gives the same key on every node. */
    HandoffKeys keys() {
        return HandoffKeys.ofBase64(names.stream().map(Ring::secret).toArray(String[]::new));
    }

    private static String secret(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
