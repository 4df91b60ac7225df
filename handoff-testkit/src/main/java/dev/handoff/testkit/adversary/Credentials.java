package dev.handoff.testkit.adversary;

import dev.handoff.PhoneCredentials;
import org.jspecify.annotations.Nullable;

/**
 * What a phone, or an attacker, presents. To be sent as it is: not trimmed, not checked, not completed. Immutable.
 *
 * @param attemptId the attempt's id; null to send none
 * @param token the token; null to send none
 * @param deviceId the device id; null to send none
 */
public record Credentials(
        @Nullable String attemptId,
        @Nullable String token,
        @Nullable String deviceId) {

    /** What the host's side makes of them, for wirings that are called and not connected to. */
    public PhoneCredentials received() {
        return new PhoneCredentials(attemptId, token, deviceId);
    }

    Credentials withAttemptId(@Nullable String other) {
        return new Credentials(other, token, deviceId);
    }

    Credentials withToken(@Nullable String other) {
        return new Credentials(attemptId, other, deviceId);
    }

    Credentials withDeviceId(@Nullable String other) {
        return new Credentials(attemptId, token, other);
    }

    /** Without what is presented. */
    @Override
    public String toString() {
        return "Credentials[secret]";
    }
}
