package dev.handoff.internal.possession;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests keys and signatures of the JDK. {@code docs/vectors.json} contains more forms of both. */
class DeviceKeyTest {

    private static final String TEXT = "a challenge";
    private static final String NO_SIGNATURE =
            "the proof is a signature of another challenge, by another key, or altered";
    private static final String NO_KEY = "the device id is not SubjectPublicKeyInfo of a P-256 or Ed25519 key";
    private static final String NO_POINT = "the key is not a point of P-256";
    private static final String ED25519_START = "302a300506032b6570032100";
    private static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private KeyPair keys;
    private byte[] encoded;
    private byte[] signature;

    @BeforeEach
    void makeKey() throws GeneralSecurityException {
        keys = ec("secp256r1");
        encoded = keys.getPublic().getEncoded();
        signature = sign("SHA256withECDSAinP1363Format");
    }

    @Test
    void problem_signatureOfThisChallenge_isNull_andOfAnotherIsNot() {
        assertThat(DeviceKey.problem(text(encoded), TEXT, text(signature))).isNull();
        assertThat(DeviceKey.problem(text(encoded), TEXT + " ", text(signature)))
                .isEqualTo(NO_SIGNATURE);
    }

    @Test
    void problem_otherFormOfASignature_isDescribed() throws GeneralSecurityException {
        byte[] flipped = signature.clone();
        flipped[40] ^= 1;

        assertThat(problemOfProof(null)).isEqualTo("no proof was sent");
        assertThat(problemOfProof("MAA")).isEqualTo("the proof has 2 bytes, but a signature has 64");
        assertThat(problemOfProof("")).isEqualTo("the proof has 0 bytes, but a signature has 64");
        assertThat(problemOfProof(text(signature) + "=")).isEqualTo("the proof is not base64url without padding");
        assertThat(problemOfProof(text(signature) + "\n")).isEqualTo("the proof is not base64url without padding");
        assertThat(problemOfProof(text(Arrays.copyOf(signature, 63)))).contains("63 bytes");
        assertThat(problemOfProof(text(Arrays.copyOf(signature, 65)))).contains("65 bytes");
        assertThat(problemOfProof(HexFormat.of().formatHex(signature))).contains("96 bytes");
        assertThat(problemOfProof(text(flipped))).isEqualTo(NO_SIGNATURE);
        assertThat(problemOfProof(text(sign("SHA256withECDSA"))))
                .isEqualTo("the proof is in DER (ASN.1); send r and s, 32 bytes each (RFC 7518, section 3.4)");
    }

    /** Without these checks, zeros would be a signature of every text by every key. */
    @Test
    void problem_numbersOutOfRange_isAnInvalidSignature() {
        byte[] order = bytes(ORDER);
        byte[] zero = new byte[32];

        assertThat(problemOfProof(text(new byte[64]))).isEqualTo(NO_SIGNATURE);
        assertThat(problemOfProof(text(joined(order, order)))).isEqualTo(NO_SIGNATURE);
        assertThat(problemOfProof(text(joined(zero, Arrays.copyOfRange(signature, 32, 64)))))
                .isEqualTo(NO_SIGNATURE);
        assertThat(problemOfProof(text(joined(Arrays.copyOf(signature, 32), zero))))
                .isEqualTo(NO_SIGNATURE);
    }

    @Test
    void problem_otherFormOfAKey_isDescribed() {
        byte[] offTheCurve = encoded.clone();
        offTheCurve[90] ^= 1;
        byte[] notReduced = encoded.clone();
        Arrays.fill(notReduced, 27, 91, (byte) 0xFF);
        byte[] bare = Arrays.copyOfRange(encoded, 26, 91);
        byte[] hybrid = encoded.clone();
        hybrid[26] = (byte) (6 + (encoded[90] & 1));

        assertThat(problemOfKey(text(encoded) + "==")).contains("not base64url");
        assertThat(problemOfKey("a device id as others have it")).contains("not base64url");
        assertThat(problemOfKey(Base64.getMimeEncoder().encodeToString(encoded)))
                .contains("not base64url");
        assertThat(problemOfKey(text(Arrays.copyOf(encoded, 92)))).isEqualTo(NO_KEY);
        assertThat(problemOfKey(text(Arrays.copyOf(encoded, 90)))).isEqualTo(NO_KEY);
        assertThat(problemOfKey(text(offTheCurve))).isEqualTo(NO_POINT);
        assertThat(problemOfKey(text(notReduced))).isEqualTo(NO_POINT);
        assertThat(problemOfKey(text(bare)))
                .isEqualTo("the device id is a bare point (X9.63); put hex "
                        + "3059301306072a8648ce3d020106082a8648ce3d030107034200 before it");
        assertThat(problemOfKey(text(compressed()))).contains("compressed point");
        assertThat(problemOfKey(text(Arrays.copyOfRange(compressed(), 26, 59)))).contains("compressed point");
        assertThat(problemOfKey(text(hybrid)))
                .as("a second text of the same key")
                .isEqualTo(NO_KEY);
    }

    /**
     * The base64 of 91 bytes has unused bits. Other values of these bits must not give a second text of the same key.
     */
    @Test
    void problem_unusedBase64Bits_isDescribed() {
        String canonical = text(encoded);
        char last = canonical.charAt(canonical.length() - 1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        String other = canonical.substring(0, canonical.length() - 1) + alphabet.charAt(alphabet.indexOf(last) + 1);

        assertThat(problemOfKey(other)).contains("not base64url");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp384r1", "secp521r1"})
    void problem_anotherCurve_isDescribed(String curve) throws GeneralSecurityException {
        assertThat(problemOfKey(text(ec(curve).getPublic().getEncoded()))).isEqualTo(NO_KEY);
    }

    @Test
    void ed25519_signature_isAccepted_andAnAlteredOneIsNot() throws GeneralSecurityException {
        keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        encoded = keys.getPublic().getEncoded();
        byte[] own = sign("Ed25519");
        byte[] large = own.clone();
        Arrays.fill(large, 32, 64, (byte) 0xFF);

        assertThat(problemOfProof(text(own))).isNull();
        assertThat(DeviceKey.problem(text(encoded), "another", text(own))).isEqualTo(NO_SIGNATURE);
        assertThat(problemOfProof(text(large))).isEqualTo(NO_SIGNATURE);
        assertThat(problemOfProof(text(signature))).isEqualTo(NO_SIGNATURE);
        assertThat(problemOfProof(text(Arrays.copyOf(own, 63)))).contains("63 bytes");
        assertThat(problemOfKey(text(Arrays.copyOfRange(encoded, 12, 44))))
                .isEqualTo("the device id is 32 bare bytes; for Ed25519, put hex " + ED25519_START + " before them");
    }

    /** With the identity as key, one constant satisfies the equation of RFC 8032, section 5.1.7, for every text. */
    @ParameterizedTest
    @ValueSource(strings = {"a challenge", "another challenge", "any text that nobody signed"})
    void ed25519_identityWithAConstantProof_isRefused(String challenge) {
        byte[] identity = new byte[32];
        identity[0] = 1;
        String deviceId = text(joined(HexFormat.of().parseHex(ED25519_START), identity));

        assertThat(DeviceKey.problem(deviceId, challenge, text(joined(identity, new byte[32]))))
                .contains("would prove nothing");
    }

    @Test
    void ed25519_keyThatIsNoPoint_isDescribed() {
        byte[] noPoint = HexFormat.of().parseHex(ED25519_START + "ff".repeat(32));

        assertThat(DeviceKey.problem(text(noPoint), TEXT, text(new byte[64]))).contains("not a point");
    }

    private String problemOfKey(String deviceId) {
        return DeviceKey.problem(deviceId, TEXT, text(signature));
    }

    private String problemOfProof(String proof) {
        return DeviceKey.problem(text(encoded), TEXT, proof);
    }

    private byte[] compressed() {
        byte[] header = HexFormat.of().parseHex("3039301306072a8648ce3d020106082a8648ce3d030107032200");
        byte[] point = new byte[33];
        point[0] = (byte) (2 + (encoded[90] & 1));
        System.arraycopy(encoded, 27, point, 1, 32);
        return joined(header, point);
    }

    private byte[] sign(String algorithm) throws GeneralSecurityException {
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(keys.getPrivate());
        signer.update(TEXT.getBytes(StandardCharsets.UTF_8));
        return signer.sign();
    }

    private static KeyPair ec(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static byte[] bytes(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return Arrays.copyOfRange(bytes, bytes.length - 32, bytes.length);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
