package dev.handoff.testkit.adversary;

import dev.handoff.Safeguard;
import dev.handoff.testkit.adversary.SafeguardedTransport.SafeguardedConnection;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The devices of a test, with their keys if the policy requires possession. Thread-safe. */
final class Devices {

    private final boolean haveKeys;
    private final Map<String, KeyPair> keys = new ConcurrentHashMap<>();

    Devices(TransportUnderTest transport) {
        haveKeys = transport instanceof SafeguardedTransport safeguarded
                && safeguarded.safeguards().contains(Safeguard.POSSESSION);
    }

    String newDevice() {
        if (!haveKeys) {
            return "device-" + UUID.randomUUID();
        }
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            String deviceId = text(pair.getPublic().getEncoded());
            keys.put(deviceId, pair);
            return deviceId;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK does not support P-256, which every JDK must.", e);
        }
    }

    /**
     * Returns the credentials with a signature of this connection's challenge, or unchanged if there is no challenge.
     */
    Credentials proven(PhoneConnection connection, Credentials presented) {
        String deviceId = presented.deviceId();
        if (!haveKeys || presented.proof() != null || deviceId == null) {
            return presented;
        }
        String challenge =
                ((SafeguardedConnection) connection).challenge(presented).value();
        return challenge == null ? presented : presented.withProof(sign(deviceId, challenge));
    }

    /** Returns the signature, or null if the device id is not a key of this test. */
    @Nullable
    String sign(String deviceId, String challenge) {
        KeyPair pair = keys.get(deviceId);
        if (pair == null) {
            return null;
        }
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(pair.getPrivate());
            signature.update(challenge.getBytes(StandardCharsets.UTF_8));
            return text(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK does not support ES256, which every JDK must.", e);
        }
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
