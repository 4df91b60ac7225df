package dev.handoff;

import java.time.Instant;
import java.util.Optional;

/**
 * The status of a session, for its page and for the backend. Holds no token, attempt id, connection or device.
 * Immutable.
 *
 * @param state the state at the moment of the call
 * @param sameDeviceOnly whether only the bound device may go on
 * @param triesLeft how many tries may still be made, the one in progress included; 0 once the session is over
 * @param endsAt the first instant at which the session is over
 * @param completedAt when the session succeeded, failed for good, or was cancelled, by the clock of the node that wrote
 *     this; never before {@link LastClaim#claimedAt}: where the claim's moment is later, because another node's clock
 *     was ahead, it is the claim's moment. Empty before
 * @param lastClaim the attempt that was consumed last; empty before the first consumption, and if the session's key has
 *     left the ring
 * @param approval whether the person at the page has approved the phone; empty if the policy does not ask for
 *     {@link Safeguard#MATCH_CODE}
 * @param sequence how often the session's record was written, from 1: of two answers for one session, the answer with
 *     the lower number is the older one. Starts again at 1 when a session is purged and opened again
 * @param version an opaque text that differs whenever any component above except the sequence differs, also if only
 *     time has passed
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

    /** Checks whether any attempt was ever consumed. */
    public boolean isClaimed() {
        return lastClaim.isPresent();
    }

    /** Whether the person at the page has picked the digits that the phone shows. */
    public enum Approval {
        /** The person has not picked them: nothing can be finished. */
        REQUIRED("required"),
        /** The person has approved the phone of the attempt that was consumed last. */
        GIVEN("given");

        private final String code;

        Approval(String code) {
            this.code = code;
        }

        /** Returns the stable name on the wire. */
        public String code() {
            return code;
        }
    }

    /**
     * The attempt that was consumed last.
     *
     * @param state the attempt's state; {@code FAILED} also if the session waits for another try
     * @param claimedAt when the attempt was consumed, which bound its device
     * @param failureCode the host's own code for the failure; empty unless the attempt failed
     * @param retryAllowed whether the attempt failed and the session waits for another try
     * @param completedAt when the outcome was reported, or the session was cancelled while the attempt was in progress;
     *     never before {@code claimedAt}
     */
    public record LastClaim(
            SessionState state,
            Instant claimedAt,
            Optional<String> failureCode,
            boolean retryAllowed,
            Optional<Instant> completedAt) {}
}
