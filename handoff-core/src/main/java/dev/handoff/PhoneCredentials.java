package dev.handoff;

import org.jspecify.annotations.Nullable;

/**
 * What a phone presents, as it came from the network: anything may be missing or malformed, which
 * {@link HandoffService#consume} answers with {@link Refusal#HELLO_AUTH_REQUIRED}. Immutable.
 */
public final class PhoneCredentials {

    private final transient @Nullable String attemptId;
    private final transient @Nullable String token;
    private final transient @Nullable String deviceId;

    /**
     * @param attemptId the attempt's id from the payload
     * @param token the token from the payload
     * @param deviceId a secret of the phone's installation with 128 random bits or more
     */
    public PhoneCredentials(@Nullable String attemptId, @Nullable String token, @Nullable String deviceId) {
        this.attemptId = attemptId;
        this.token = token;
        this.deviceId = deviceId;
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

    @Override
    public String toString() {
        return "PhoneCredentials[secret]";
    }
}
