package dev.handoff.testkit.adversary;

import dev.handoff.PhoneCredentials;
import org.jspecify.annotations.Nullable;

/**
 * The credentials that a phone or an attacker presents. An adapter sends them unchanged: it does not trim, check or
 * complete them. Immutable.
 *
 * @param attemptId the attempt's id; null to omit it
 * @param token the token; null to omit it
 * @param deviceId the device id; null to omit it
 * @param proof the signature of a challenge; null to omit it, always null if the policy does not require possession
 */
public record Credentials(
        @Nullable String attemptId,
        @Nullable String token,
        @Nullable String deviceId,
        @Nullable String proof) {

    /** Returns the credentials as the service takes them, for wirings that call the service directly. */
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

    /** Returns a text without the credentials. */
    @Override
    public String toString() {
        return "Credentials[secret]";
    }
}
