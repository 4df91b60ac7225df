package dev.handoff.internal.possession;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A phone's public key, as its device id says it: SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7) in base64url without
 * padding, of a P-256 key (RFC 5480, uncompressed point) or an Ed25519 key (RFC 8410). Each key has exactly one text,
 * so that one key can't pass as two devices. Immutable.
 */
public final class DeviceKey {

    private static final int SIGNATURE_LENGTH = 64;

    private final Kind kind;
    private final PublicKey key;

    private DeviceKey(Kind kind, PublicKey key) {
        this.kind = kind;
        this.key = key;
    }

    /** The key that this device id is, null if it is none. */
    public static @Nullable DeviceKey parse(String deviceId) {
        byte[] encoded = decode(deviceId);
        for (Kind kind : Kind.values()) {
            if (encoded != null && kind.isKey(encoded)) {
                return kind.key(encoded);
            }
        }
        return null;
    }

    /**
     * Whether this key's owner signed a text: ES256 (RFC 7518, section 3.4: r and s, 32 bytes each) or Ed25519 (RFC
     * 8032), in base64url without padding.
     */
    public boolean hasSigned(String text, String signature) {
        byte[] decoded = decode(signature);
        if (decoded == null || decoded.length != SIGNATURE_LENGTH || !kind.isInRange(decoded)) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(kind.signature);
            verifier.initVerify(key);
            verifier.update(text.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(decoded);
        } catch (InvalidKeyException | SignatureException notOne) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + kind.signature, e);
        }
    }

    /** Null for anything but the one base64url text of some bytes. */
    private static byte @Nullable [] decode(String text) {
        try {
            byte[] decoded = Base64.getUrlDecoder().decode(text);
            String canonical = Base64.getUrlEncoder().withoutPadding().encodeToString(decoded);
            return canonical.equals(text) ? decoded : null;
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private enum Kind {
        P256("3059301306072a8648ce3d020106082a8648ce3d03010703420004", 64, "EC", "SHA256withECDSAinP1363Format") {
            @Override
            boolean isInRange(byte[] signature) {
                BigInteger r = number(signature, 0);
                BigInteger s = number(signature, 32);
                // zero would pass for every key on a JDK without the fix of CVE-2022-21449
                return r.signum() > 0 && r.compareTo(ORDER) < 0 && s.signum() > 0 && s.compareTo(ORDER) < 0;
            }

            @Override
            boolean isPoint(byte[] encoded) {
                BigInteger x = number(encoded, encoded.length - 64);
                BigInteger y = number(encoded, encoded.length - 32);
                BigInteger right =
                        x.pow(3).subtract(x.multiply(BigInteger.valueOf(3))).add(B);
                return x.compareTo(PRIME) < 0
                        && y.compareTo(PRIME) < 0
                        && y.multiply(y).subtract(right).mod(PRIME).signum() == 0;
            }
        },
        ED25519("302a300506032b6570032100", 32, "Ed25519", "Ed25519") {
            @Override
            boolean isInRange(byte[] signature) {
                // the JDK refuses an s outside its range
                return true;
            }

            @Override
            boolean isPoint(byte[] encoded) {
                // the JDK refuses what is no point when it verifies
                return true;
            }
        };

        /** The curve of P-256: NIST SP 800-186, section 3.2.1.3. */
        private static final BigInteger PRIME =
                new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);

        private static final BigInteger B =
                new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16);
        private static final BigInteger ORDER =
                new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

        private final String start;
        private final int pointLength;
        private final String algorithm;
        final String signature;

        Kind(String start, int pointLength, String algorithm, String signature) {
            this.start = start;
            this.pointLength = pointLength;
            this.algorithm = algorithm;
            this.signature = signature;
        }

        abstract boolean isInRange(byte[] signature);

        abstract boolean isPoint(byte[] encoded);

        boolean isKey(byte[] encoded) {
            return encoded.length == start.length() / 2 + pointLength
                    && HexFormat.of().formatHex(encoded).startsWith(start)
                    && isPoint(encoded);
        }

        @Nullable
        DeviceKey key(byte[] encoded) {
            try {
                return new DeviceKey(
                        this, KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded)));
            } catch (InvalidKeySpecException notAKey) {
                return null;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has " + algorithm, e);
            }
        }

        static BigInteger number(byte[] bytes, int from) {
            return new BigInteger(1, bytes, from, 32);
        }
    }
}
