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

class DeviceKeyTest {

    private static final String TEXT = "a challenge";
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
    void hasSigned_ownSignatureOfThisText_isTrueAndOfAnotherTextFalse() {
        DeviceKey key = DeviceKey.parse(text(encoded));

        assertThat(key.hasSigned(TEXT, text(signature))).isTrue();
        assertThat(key.hasSigned(TEXT + " ", text(signature))).isFalse();
    }

    @Test
    void hasSigned_anyOtherFormOfASignature_isFalse() throws GeneralSecurityException {
        DeviceKey key = DeviceKey.parse(text(encoded));
        byte[] flipped = signature.clone();
        flipped[40] ^= 1;

        assertThat(key.hasSigned(TEXT, "")).isFalse();
        assertThat(key.hasSigned(TEXT, text(signature) + "=")).isFalse();
        assertThat(key.hasSigned(TEXT, text(signature) + "\n")).isFalse();
        assertThat(key.hasSigned(TEXT, text(Arrays.copyOf(signature, 63)))).isFalse();
        assertThat(key.hasSigned(TEXT, text(Arrays.copyOf(signature, 65)))).isFalse();
        assertThat(key.hasSigned(TEXT, text(flipped))).isFalse();
        assertThat(key.hasSigned(TEXT, text(sign("SHA256withECDSA"))))
                .as("in DER")
                .isFalse();
        assertThat(key.hasSigned(TEXT, HexFormat.of().formatHex(signature))).isFalse();
    }

    /** A JDK without the fix of CVE-2022-21449 takes zeros for the signature of every text by every key. */
    @Test
    void hasSigned_numbersOutOfRange_isFalse() {
        DeviceKey key = DeviceKey.parse(text(encoded));
        byte[] order = bytes(ORDER);
        byte[] zero = new byte[32];

        assertThat(key.hasSigned(TEXT, text(new byte[64]))).isFalse();
        assertThat(key.hasSigned(TEXT, text(joined(order, order)))).isFalse();
        assertThat(key.hasSigned(TEXT, text(joined(zero, Arrays.copyOfRange(signature, 32, 64)))))
                .isFalse();
        assertThat(key.hasSigned(TEXT, text(joined(Arrays.copyOf(signature, 32), zero))))
                .isFalse();
    }

    @Test
    void parse_anyOtherFormOfAKey_isNull() throws GeneralSecurityException {
        byte[] offTheCurve = encoded.clone();
        offTheCurve[90] ^= 1;
        byte[] noPoint = Arrays.copyOf(encoded, 91);
        Arrays.fill(noPoint, 27, 91, (byte) 0xFF);

        assertThat(DeviceKey.parse(text(encoded))).isNotNull();
        assertThat(DeviceKey.parse(text(encoded) + "==")).isNull();
        assertThat(DeviceKey.parse(Base64.getEncoder().encodeToString(encoded))).isNull();
        assertThat(DeviceKey.parse(text(Arrays.copyOf(encoded, 92)))).isNull();
        assertThat(DeviceKey.parse(text(Arrays.copyOf(encoded, 90)))).isNull();
        assertThat(DeviceKey.parse(text(offTheCurve))).isNull();
        assertThat(DeviceKey.parse(text(noPoint))).isNull();
        assertThat(DeviceKey.parse(text(compressed())))
                .as("a second text of the same key")
                .isNull();
        assertThat(DeviceKey.parse("a device id as others have it")).isNull();
    }

    /** 91 bytes have two bits to spare in base64: other bits there must not make a second text of the same key. */
    @Test
    void parse_bitsThatBase64Spares_isNull() {
        String canonical = text(encoded);
        char last = canonical.charAt(canonical.length() - 1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        String other = canonical.substring(0, canonical.length() - 1) + alphabet.charAt(alphabet.indexOf(last) + 1);

        assertThat(DeviceKey.parse(other)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp384r1", "secp521r1"})
    void parse_anotherCurve_isNull(String curve) throws GeneralSecurityException {
        assertThat(DeviceKey.parse(text(ec(curve).getPublic().getEncoded()))).isNull();
    }

    @Test
    void ed25519_ownSignature_isTrueAndAnAlteredOneFalse() throws GeneralSecurityException {
        keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        DeviceKey key = DeviceKey.parse(text(keys.getPublic().getEncoded()));
        byte[] own = sign("Ed25519");
        byte[] large = own.clone();
        Arrays.fill(large, 32, 64, (byte) 0xFF);

        assertThat(key.hasSigned(TEXT, text(own))).isTrue();
        assertThat(key.hasSigned("another", text(own))).isFalse();
        assertThat(key.hasSigned(TEXT, text(large))).isFalse();
        assertThat(key.hasSigned(TEXT, text(signature))).isFalse();
    }

    @Test
    void ed25519_keyThatIsNoPoint_provesNothing() {
        byte[] noPoint = HexFormat.of().parseHex("302a300506032b6570032100" + "ff".repeat(32));
        DeviceKey key = DeviceKey.parse(text(noPoint));

        assertThat(key == null || !key.hasSigned(TEXT, text(new byte[64]))).isTrue();
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
