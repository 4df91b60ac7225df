package dev.handoff;

import org.jspecify.annotations.Nullable;

/**
 * What a phone presents, as it came from the network: anything may be missing or malformed, which
 * {@link HandoffService#consume} answers with a refusal. Immutable.
 */
public final class PhoneCredentials {

    private final transient @Nullable String attemptId;
    private final transient @Nullable String token;
    private final transient @Nullable String deviceId;
    private final transient @Nullable String proof;

    /**
     * @param attemptId the attempt's id from the payload
     * @param token the token from the payload
     * @param deviceId a secret of the phone's installation with 128 random bits or more, which no backup and no
     *     transfer copies to another phone: two phones with one id are one device; with {@link Safeguard#POSSESSION}
     *     its public key: SubjectPublicKeyInfo of a P-256 or Ed25519 key in base64url without padding
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
     * The same with a proof of possession, which {@link Safeguard#POSSESSION} needs.
     *
     * @param signature the phone's signature of the text that {@link HandoffService#challenge} answered: ES256 as r and
     *     s (RFC 7518, section 3.4) or Ed25519 (RFC 8032), in base64url without padding
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
