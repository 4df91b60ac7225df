package dev.handoff;

import dev.handoff.internal.keys.KeyedMac;
import dev.handoff.spi.DeviceHasher;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** The device hashers of the library. Each is thread-safe. */
public final class DeviceHashers {

    private static final DeviceHasher HMAC = (secret, deviceId) ->
            HexFormat.of().formatHex(KeyedMac.once(secret, deviceId.getBytes(StandardCharsets.UTF_8)));

    private static final int ARGON2_KIB = 19 * 1024;
    private static final int ARGON2_PASSES = 2;

    private DeviceHashers() {}

    /**
     * Returns HMAC-SHA-256 (RFC 2104), the default. It fits device ids of 128 random bits or more, which nobody can
     * guess, not even with the key.
     */
    public static DeviceHasher hmac() {
        return HMAC;
    }

    /**
     * Returns Argon2id (RFC 9106) with 19 MiB, two passes and one lane, for device ids that can be guessed: each guess
     * is expensive for a thief who has database and key. Each comparison or storing of a device id takes that memory
     * and some ten milliseconds. At most one hash per processor runs at once; further calls wait. It does not replace
     * {@link Safeguard#POSSESSION}.
     */
    public static DeviceHasher argon2id() {
        Semaphore running = new Semaphore(Runtime.getRuntime().availableProcessors());
        return (secret, deviceId) -> {
            running.acquireUninterruptibly();
            try {
                return argon2id(secret, deviceId);
            } finally {
                running.release();
            }
        };
    }

    private static String argon2id(byte[] secret, String deviceId) {
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(ARGON2_KIB)
                .withIterations(ARGON2_PASSES)
                .withParallelism(1)
                .withSalt(secret)
                .build());
        byte[] hash = new byte[32];
        argon2.generateBytes(deviceId.getBytes(StandardCharsets.UTF_8), hash);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    }
}
