package dev.handoff.spi;

import org.jspecify.annotations.Nullable;

/**
 * All that a store keeps of one session. Holds neither a token, a token's hash, a device id, an attempt id nor the
 * session id. Immutable.
 *
 * @param stamp what makes this state unique
 * @param terms the session's key and end
 * @param state the state that was written
 * @param latest the attempt minted last, null before the first
 * @param claim who consumed, null before the first consumption
 * @param tally what has been reported
 */
public record HandoffRecord(
        Stamp stamp,
        SessionTerms terms,
        RecordState state,
        @Nullable MintedAttempt latest,
        @Nullable Claim claim,
        Tally tally) {

    /** The stored key. */
    public String sessionKey() {
        return stamp.sessionKey();
    }

    /** Whether nothing was ever consumed: then the latest attempt id tells the whole record. */
    public boolean isFresh() {
        return claim == null && tally.failures() == 0;
    }

    /** The highest attempt number this record has seen, 0 before the first. */
    public int highestAttempt() {
        int minted = latest == null ? 0 : latest.number();
        return claim == null ? minted : Math.max(minted, claim.spentThrough());
    }

    /** Whether this attempt, or a later one, was consumed, or a retryable failure came after it was minted. */
    public boolean isSpent(int attempt) {
        return claim != null && attempt <= claim.spentThrough();
    }
}
