package dev.handoff;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/** A phone whose device id is its public key. */
final class SigningPhone {

    private static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private final KeyPair keys;
    private final String algorithm;

    private SigningPhone(KeyPair keys, String algorithm) {
        this.keys = keys;
        this.algorithm = algorithm;
    }

    static SigningPhone p256() {
        return ec("secp256r1");
    }

    /** Returns a phone with a key on this curve of the JDK. */
    static SigningPhone ec(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return new SigningPhone(generator.generateKeyPair(), "SHA256withECDSAinP1363Format");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static SigningPhone ed25519() {
        try {
            return new SigningPhone(KeyPairGenerator.getInstance("Ed25519").generateKeyPair(), "Ed25519");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String deviceId() {
        return text(keys.getPublic().getEncoded());
    }

    PhoneCredentials credentials(Handoff scanned) {
        return new PhoneCredentials(
                scanned.attemptId().reveal(), scanned.token().reveal(), deviceId());
    }

    String sign(String challenge) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(keys.getPrivate());
            signature.update(challenge.getBytes(StandardCharsets.UTF_8));
            return text(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns (r, n - s), a second ES256 signature that is computed without the key. */
    static String twin(String signature) {
        byte[] twin = Base64.getUrlDecoder().decode(signature);
        byte[] s = ORDER.subtract(new BigInteger(1, twin, 32, 32)).toByteArray();
        Arrays.fill(twin, 32, 64, (byte) 0);
        int length = Math.min(s.length, 32);
        System.arraycopy(s, s.length - length, twin, 64 - length, length);
        return text(twin);
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
