package dev.handoff;

import dev.handoff.internal.keys.Text;
import dev.handoff.internal.token.Tokens;
import dev.handoff.internal.token.Tokens.AuthenticAttempt;
import dev.handoff.spi.DeviceHasher;
import java.util.Optional;

/** What can be said of a phone's credentials without a store. */
final class Phones {

    private static final int LONGEST_HASH = 64;

    private final Tokens tokens;
    private final DeviceHasher hasher;

    Phones(Tokens tokens, DeviceHasher hasher) {
        this.tokens = tokens;
        this.hasher = hasher;
    }

    /** The authentic attempt and the device's hash, which is only computed for an authentic attempt. */
    Result<Rules.Presented> authenticate(String sessionId, PhoneCredentials credentials) {
        String attemptId = credentials.attemptId();
        String token = credentials.token();
        String deviceId = credentials.deviceId();
        if (attemptId == null || token == null || deviceId == null) {
            return Result.refused(Refusal.HELLO_AUTH_REQUIRED);
        }
        if (!Text.isCredential(attemptId) || !Text.isCredential(token) || !Text.isCredential(deviceId)) {
            return Result.refused(Refusal.HELLO_AUTH_REQUIRED);
        }
        Optional<AuthenticAttempt> authentic = tokens.authenticate(sessionId, attemptId, token);
        if (authentic.isEmpty()) {
            return Result.refused(Refusal.HANDOFF_TOKEN_INVALID);
        }
        byte[] secret = authentic.get().keys().deviceSecret(sessionId);
        return Result.ok(new Rules.Presented(authentic.get().attempt(), checked(hasher.hash(secret, deviceId))));
    }

    private static String checked(String hash) {
        boolean fits = hash != null
                && !hash.isEmpty()
                && hash.length() <= LONGEST_HASH
                && hash.chars().allMatch(c -> c > ' ' && c <= '~');
        if (!fits) {
            // says nothing of the hash: a broken hasher may have handed back the device id
            throw new IllegalStateException(
                    "the device hasher must give 1 to " + LONGEST_HASH + " characters of visible ASCII");
        }
        return hash;
    }
}
