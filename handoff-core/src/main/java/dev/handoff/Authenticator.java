package dev.handoff;

import dev.handoff.internal.keys.KeyRing;
import dev.handoff.internal.keys.MasterKey;
import dev.handoff.internal.keys.Text;
import dev.handoff.internal.possession.DeviceKey;
import dev.handoff.internal.session.Limits;
import dev.handoff.internal.token.AttemptId;
import dev.handoff.spi.DeviceHasher;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks without a store whether a phone's token is authentic. Thread-safe. */
final class Authenticator {

    private static final Logger LOG = LoggerFactory.getLogger(HandoffService.class);

    private final KeyRing ring;
    private final DeviceHasher hasher;

    Authenticator(KeyRing ring, DeviceHasher hasher) {
        this.ring = ring;
        this.hasher = hasher;
    }

    /** Returns the phone, or the refusal of its credentials. A forged token costs one MAC. */
    Result<Phone> authenticate(byte[] sessionId, PhoneCredentials credentials) {
        String attemptId = credentials.attemptId();
        String token = credentials.token();
        String deviceId = credentials.deviceId();
        if (attemptId == null || token == null || deviceId == null) {
            return Result.refused(Refusal.HELLO_AUTH_REQUIRED);
        }
        if (!Text.isCredential(attemptId) || !Text.isCredential(token) || !Text.isCredential(deviceId)) {
            return Result.refused(Refusal.HELLO_AUTH_REQUIRED);
        }
        AttemptId.Unproven attempt = AttemptId.parse(attemptId);
        MasterKey key = attempt == null ? null : ring.find(attempt.keyId());
        if (attempt == null || key == null || !key.isToken(sessionId, attemptId, token)) {
            return Result.refused(Refusal.HANDOFF_TOKEN_INVALID);
        }
        return Result.ok(new Phone(
                attempt.proven(),
                () -> hash(key.deviceSecret(sessionId), deviceId),
                connection -> isProven(credentials, key.challenge(sessionId, attemptId, connection))));
    }

    /** Checks whether the attempt id is well-formed, and names a key that is not in the ring. */
    boolean namesUnknownKey(PhoneCredentials credentials) {
        String attemptId = credentials.attemptId();
        AttemptId.Unproven attempt = attemptId == null ? null : AttemptId.parse(attemptId);
        return attempt != null && ring.find(attempt.keyId()) == null;
    }

    /**
     * Checks the proof of possession. The reason of a failure is only logged, because only the developer of the phone's
     * side needs it.
     */
    private static boolean isProven(PhoneCredentials credentials, String challenge) {
        String deviceId = Objects.requireNonNull(credentials.deviceId());
        String problem = DeviceKey.problem(deviceId, challenge, credentials.proof());
        if (problem != null) {
            LOG.debug("possession is not proven: {}", problem);
        }
        return problem == null;
    }

    private String hash(byte[] secret, String deviceId) {
        String hash;
        try {
            hash = hasher.hash(secret, deviceId);
        } catch (Throwable thrown) {
            // the message and the causes are dropped, because they may quote the device id
            IllegalStateException failed = new IllegalStateException(
                    "the device hasher failed with " + thrown.getClass().getName());
            failed.setStackTrace(thrown.getStackTrace());
            throw failed;
        }
        if (hash == null || !Limits.canHold(hash)) {
            // the message does not quote the hash, because a broken hasher may return the device id
            throw new IllegalStateException(
                    "the device hasher must return 1 to " + Limits.TEXT_LENGTH + " characters of visible ASCII");
        }
        return hash;
    }
}
