package dev.handoff;

import java.time.Instant;
import java.util.Optional;

/**
 * What may be told of a session in public: no token, attempt id, connection or device. Immutable.
 *
 * @param state the state at the moment of asking
 * @param sameDeviceOnly whether only the device that is bound may go on
 * @param triesLeft how many tries may still be made, the one in progress included; 0 once the session is over
 * @param endsAt the first instant at which the session is over
 * @param completedAt when it succeeded, failed for good, or was cancelled
 * @param lastClaim how the attempt stands that was consumed last; empty before the first consumption
 * @param approval whether the person at the page has approved the phone; empty where the policy asks for no
 *     {@link Safeguard#MATCH_CODE}
 * @param sequence counts what was written since the session was opened, from 1: of two answers for one session, the one
 *     with the lower number is the older one. Starts anew when a session is purged and opened again
 * @param version an opaque text that differs whenever any of the above but the sequence does, also by time alone
 */
public record SessionStatus(
        SessionState state,
        boolean sameDeviceOnly,
        int triesLeft,
        Instant endsAt,
        Optional<Instant> completedAt,
        Optional<LastClaim> lastClaim,
        Optional<Approval> approval,
        long sequence,
        String version) {

    /** Whether any attempt was ever consumed. */
    public boolean isClaimed() {
        return lastClaim.isPresent();
    }

    /** Whether the person at the page picked the digits that the phone shows. */
    public enum Approval {
        /** Not yet: nothing can be finished. */
        REQUIRED("required"),
        /** The phone of the attempt that was consumed last is the right one. */
        GIVEN("given");

        private final String code;

        Approval(String code) {
            this.code = code;
        }

        /** The stable name on the wire. */
        public String code() {
            return code;
        }
    }

    /**
     * The attempt that was consumed last.
     *
     * @param state {@code FAILED} also where the session waits for another try
     * @param claimedAt when it was consumed, which bound its device
     * @param failureCode why it failed
     * @param retryAllowed whether it failed and the session waits for another try
     * @param completedAt when its outcome was reported, or the session cancelled while it was in progress
     */
    public record LastClaim(
            SessionState state,
            Instant claimedAt,
            Optional<String> failureCode,
            boolean retryAllowed,
            Optional<Instant> completedAt) {}
}
