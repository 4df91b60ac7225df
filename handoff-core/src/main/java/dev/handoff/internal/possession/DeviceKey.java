package dev.handoff.internal.possession;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.DSADigestSigner;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether a phone has the private key whose public key is its device id. The device id is SubjectPublicKeyInfo
 * (RFC 5280, section 4.1.2.7) in base64url without padding, of a P-256 key (RFC 5480, uncompressed point) or an Ed25519
 * key (RFC 8410). Each key has exactly one text, so that one key can't pass as two devices. A key for which anyone
 * could sign is refused.
 */
public final class DeviceKey {

    private static final int SIGNATURE_LENGTH = 64;

    private static final String P256_START = "3059301306072a8648ce3d020106082a8648ce3d030107034200";
    private static final String P256_COMPRESSED_START = "3039301306072a8648ce3d020106082a8648ce3d030107032200";
    private static final String ED25519_START = "302a300506032b6570032100";
    private static final ECDomainParameters P256 = new ECDomainParameters(CustomNamedCurves.getByName("P-256"));

    private DeviceKey() {}

    /**
     * Checks whether a proof is a signature of the challenge by the key in the device id: ES256 (RFC 7518, section 3.4:
     * r and s, 32 bytes each) or Ed25519 (RFC 8032), in base64url without padding.
     *
     * @return null if the proof is right; else the reason, for the developer of the phone's side, which quotes nothing
     *     that was presented
     */
    public static @Nullable String problem(String deviceId, String challenge, @Nullable String proof) {
        byte[] key = decode(deviceId);
        if (key == null) {
            return "the device id is not base64url without padding";
        }
        if (proof == null) {
            return "no proof was sent";
        }
        byte[] signature = decode(proof);
        if (signature == null) {
            return "the proof is not base64url without padding";
        }
        if (signature.length != SIGNATURE_LENGTH) {
            return isDer(signature)
                    ? "the proof is in DER (ASN.1); send r and s, 32 bytes each (RFC 7518, section 3.4)"
                    : "the proof has " + signature.length + " bytes, but a signature has 64";
        }
        byte[] text = challenge.getBytes(StandardCharsets.UTF_8);
        // the first byte of a point is its form: any form but 04 would be a second text of the same key
        if (isMadeOf(P256_START + "04", 64, key)) {
            return problemOfP256(Arrays.copyOfRange(key, key.length - 65, key.length), text, signature);
        }
        return isMadeOf(ED25519_START, 32, key)
                ? problemOfEd25519(Arrays.copyOfRange(key, key.length - 32, key.length), text, signature)
                : problemOfOtherKey(key);
    }

    private static @Nullable String problemOfP256(byte[] key, byte[] text, byte[] signature) {
        ECPoint point;
        try {
            point = P256.getCurve().decodePoint(key);
        } catch (IllegalArgumentException notOnTheCurve) {
            return "the key is not a point of P-256";
        }
        // this verifier refuses an r or s of zero, with which anyone could sign for any key (CVE-2022-21449)
        DSADigestSigner verifier =
                new DSADigestSigner(new ECDSASigner(), new SHA256Digest(), PlainDSAEncoding.INSTANCE);
        verifier.init(false, new ECPublicKeyParameters(point, P256));
        verifier.update(text, 0, text.length);
        return problemUnless(verifier.verifySignature(signature));
    }

    private static @Nullable String problemOfEd25519(byte[] key, byte[] text, byte[] signature) {
        // anyone can sign for a point of small order; eight points of mixed order share one private key, and verifiers
        // disagree about its signatures, as RFC 8032 (section 5.1.7) allows
        Ed25519.PublicPoint point = Ed25519.validatePublicKeyFullExport(key, 0);
        return point == null
                ? "the key is not a point of Ed25519's group of prime order, so a signature would prove nothing"
                : problemUnless(Ed25519.verify(signature, 0, point, text, 0, text.length));
    }

    private static @Nullable String problemUnless(boolean isSigned) {
        return isSigned ? null : "the proof is a signature of another challenge, by another key, or altered";
    }

    /** Returns the problem of a key in one of the other forms in which platforms export keys. */
    private static String problemOfOtherKey(byte[] key) {
        if (isMadeOf("04", 64, key)) {
            return "the device id is a bare point (X9.63); put hex " + P256_START + " before it";
        }
        if (isMadeOf(P256_COMPRESSED_START, 33, key) || isMadeOf("02", 32, key) || isMadeOf("03", 32, key)) {
            return "the device id is a compressed point; send SubjectPublicKeyInfo of the uncompressed point";
        }
        return isMadeOf("", 32, key)
                ? "the device id is 32 bare bytes; for Ed25519, put hex " + ED25519_START + " before them"
                : "the device id is not SubjectPublicKeyInfo of a P-256 or Ed25519 key";
    }

    private static boolean isMadeOf(String start, int length, byte[] key) {
        return key.length == start.length() / 2 + length
                && HexFormat.of().formatHex(key).startsWith(start);
    }

    private static boolean isDer(byte[] signature) {
        return signature.length > 2 && signature[0] == 0x30 && signature[1] == signature.length - 2;
    }

    /** Decodes base64url without padding; returns null if the text is not the only encoding of its bytes. */
    private static byte @Nullable [] decode(String text) {
        try {
            byte[] decoded = Base64.getUrlDecoder().decode(text);
            String canonical = Base64.getUrlEncoder().withoutPadding().encodeToString(decoded);
            return canonical.equals(text) ? decoded : null;
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }
}
