package dev.handoff;

import java.time.Instant;
import java.util.Optional;

/**
 * What may be told of a session in public: no token, attempt id, connection or device. Immutable.
 *
 * @param state the state at the moment of asking
 * @param sameDeviceOnly whether only the device that is bound may go on
 * @param endsAt the first instant at which the session is over
 * @param completedAt when it succeeded, failed for good, or was cancelled
 * @param lastClaim how the attempt stands that was consumed last; empty before the first consumption
 * @param version an opaque text that differs whenever any of the above does, also by time alone
 */
public record SessionStatus(
        SessionState state,
        boolean sameDeviceOnly,
        Instant endsAt,
        Optional<Instant> completedAt,
        Optional<LastClaim> lastClaim,
        String version) {

    /** Whether any attempt was ever consumed. */
    public boolean isClaimed() {
        return lastClaim.isPresent();
    }

    /**
     * The attempt that was consumed last.
     *
     * @param state {@code FAILED} also where the session waits for another try
     * @param failureCode why it failed
     * @param retryAllowed whether it failed and the session waits for another try
     * @param completedAt when its outcome was recorded, or the session cancelled under it
     */
    public record LastClaim(
            SessionState state, Optional<String> failureCode, boolean retryAllowed, Optional<Instant> completedAt) {}
}
