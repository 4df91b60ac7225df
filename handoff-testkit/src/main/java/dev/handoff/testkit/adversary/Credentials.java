package dev.handoff.testkit.adversary;

import dev.handoff.PhoneCredentials;
import org.jspecify.annotations.Nullable;

/**
 * What a phone, or an attacker, presents. To be sent as it is: not trimmed, not checked, not completed. Immutable.
 *
 * @param attemptId the attempt's id; null to send none
 * @param token the token; null to send none
 * @param deviceId the device id; null to send none
 * @param proof the signature of a challenge; null to send none, as always where there is no possession to prove
 */
public record Credentials(
        @Nullable String attemptId,
        @Nullable String token,
        @Nullable String deviceId,
        @Nullable String proof) {

    /** What the host's side makes of them, for wirings that are called and not connected to. */
    public PhoneCredentials received() {
        return new PhoneCredentials(attemptId, token, deviceId).withProof(proof);
    }

    Credentials withAttemptId(@Nullable String other) {
        return new Credentials(other, token, deviceId, proof);
    }

    Credentials withToken(@Nullable String other) {
        return new Credentials(attemptId, other, deviceId, proof);
    }

    Credentials withDeviceId(@Nullable String other) {
        return new Credentials(attemptId, token, other, proof);
    }

    Credentials withProof(@Nullable String other) {
        return new Credentials(attemptId, token, deviceId, other);
    }

    /** Without what is presented. */
    @Override
    public String toString() {
        return "Credentials[secret]";
    }
}
