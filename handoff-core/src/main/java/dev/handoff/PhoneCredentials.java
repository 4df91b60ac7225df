package dev.handoff;

import org.jspecify.annotations.Nullable;

/**
 * What a phone presents, unchecked, as it came from the network. Values may be null or malformed; the calls of
 * {@link HandoffService} then return a refusal. Immutable; {@code toString} shows no secret.
 */
public final class PhoneCredentials {

    private final transient @Nullable String attemptId;
    private final transient @Nullable String token;
    private final transient @Nullable String deviceId;
    private final transient @Nullable String proof;

    /**
     * Makes credentials without a proof of possession.
     *
     * @param attemptId the attempt id from the payload
     * @param token the token from the payload
     * @param deviceId a secret of the app's installation with 128 random bits or more. No backup or device transfer may
     *     copy it, because two phones with the same id are one device. With {@link Safeguard#POSSESSION} it is the
     *     phone's public key: SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7) of a P-256 or Ed25519 key in base64url
     *     without padding
     */
    public PhoneCredentials(@Nullable String attemptId, @Nullable String token, @Nullable String deviceId) {
        this(attemptId, token, deviceId, null);
    }

    private PhoneCredentials(
            @Nullable String attemptId, @Nullable String token, @Nullable String deviceId, @Nullable String proof) {
        this.attemptId = attemptId;
        this.token = token;
        this.deviceId = deviceId;
        this.proof = proof;
    }

    /**
     * Returns a copy with a proof of possession, which {@link Safeguard#POSSESSION} needs.
     *
     * @param signature the phone's signature of the text that {@link HandoffService#challenge} returned: ES256 as r and
     *     s (RFC 7518, section 3.4) or Ed25519 (RFC 8032), in base64url without padding; null if the phone sent no
     *     signature
     */
    public PhoneCredentials withProof(@Nullable String signature) {
        return new PhoneCredentials(attemptId, token, deviceId, signature);
    }

    @Nullable
    String attemptId() {
        return attemptId;
    }

    @Nullable
    String token() {
        return token;
    }

    @Nullable
    String deviceId() {
        return deviceId;
    }

    @Nullable
    String proof() {
        return proof;
    }

    @Override
    public String toString() {
        return "PhoneCredentials[secret]";
    }
}
