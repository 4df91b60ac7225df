package dev.handoff;

import dev.handoff.spi.DeviceHasher;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** The hashers that come with the library. Each is thread-safe. */
public final class DeviceHashers {

    private DeviceHashers() {}

    /**
     * HMAC-SHA-256 (RFC 2104): the default. Right for device ids of 128 random bits or more, which nobody can guess,
     * not even with the key.
     */
    public static DeviceHasher hmac() {
        return (secret, deviceId) -> {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(secret, "HmacSHA256"));
                return HexFormat.of().formatHex(mac.doFinal(deviceId.getBytes(StandardCharsets.UTF_8)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JDK has no HmacSHA256", e);
            }
        };
    }

    /**
     * Argon2id (RFC 9106) with 19 MiB, two passes and one lane: makes each guess dear to whoever stole database and
     * key, for device ids that can be guessed. Takes that memory and some ten milliseconds for every authentic hello
     * and resume. It is no substitute for proof of possession.
     */
    public static DeviceHasher argon2id() {
        return (secret, deviceId) -> {
            Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
            argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(19 * 1024)
                    .withIterations(2)
                    .withParallelism(1)
                    .withSalt(secret)
                    .build());
            byte[] hash = new byte[32];
            argon2.generateBytes(deviceId.getBytes(StandardCharsets.UTF_8), hash);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        };
    }
}
