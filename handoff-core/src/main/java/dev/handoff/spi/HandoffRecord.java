package dev.handoff.spi;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that a store keeps of one session. Holds neither a token, a token's hash, a device id, an attempt id nor the
 * session id. Immutable.
 *
 * <p>Every change makes a successor with the next stamp. Whether a change is allowed is for core to say; a record only
 * knows what it leads to.
 *
 * @param stamp what makes this state unique
 * @param terms the session's key and end
 * @param progress how far the session has come
 * @param latest the attempt minted last, null before the first
 * @param claim the attempt consumed last and its device, null before the first consumption
 */
public record HandoffRecord(
        Stamp stamp,
        SessionTerms terms,
        Progress progress,
        @Nullable MintedAttempt latest,
        @Nullable Claim claim) {

    /** A session that was just opened. */
    public static HandoffRecord opened(Stamp stamp, SessionTerms terms) {
        return new HandoffRecord(stamp, terms, Progress.NONE, null, null);
    }

    /** The stored key. */
    public String sessionKey() {
        return stamp.sessionKey();
    }

    /** The state that was written. */
    public RecordState state() {
        return progress.state();
    }

    /** Whether nothing was ever consumed: then the latest attempt id tells the whole record. */
    public boolean isFresh() {
        return claim == null;
    }

    /** The highest attempt number this record has seen, 0 before the first. */
    public int highestAttempt() {
        int minted = latest == null ? 0 : latest.number();
        return claim == null ? minted : Math.max(minted, claim.spentThrough());
    }

    /** The number of the connection that the next consumption or resumption makes, from 1. */
    public long nextConnection() {
        return claim == null ? 1 : claim.connection() + 1;
    }

    /** Whether this attempt, or a later one, was consumed, or a retryable failure came after it was minted. */
    public boolean isSpent(int attempt) {
        return claim != null && attempt <= claim.spentThrough();
    }

    /** Whether a number that the next write would raise is at its end. Takes billions of writes. */
    public boolean isExhausted() {
        return stamp.version() == Limits.MAX_VERSION
                || progress.failures() == Integer.MAX_VALUE
                || (claim != null && claim.connection() == Long.MAX_VALUE);
    }

    /** With an attempt, in the same write: a session that is opened with its first one. */
    public HandoffRecord withAttempt(MintedAttempt attempt) {
        return new HandoffRecord(stamp, terms, progress, attempt, claim);
    }

    /** After minting, under the same key or another one. */
    public HandoffRecord minted(MintedAttempt attempt, int keyId) {
        SessionTerms kept = keyId == terms.keyId() ? terms : new SessionTerms(keyId, terms.endsAt());
        return new HandoffRecord(stamp.next(), kept, progress, attempt, claim);
    }

    /** After a device consumed an attempt. */
    public HandoffRecord claimed(int attempt, String deviceHash, Instant now) {
        Claim claimed = new Claim(attempt, deviceHash, now, nextConnection(), false, attempt, null);
        return next(RecordState.IN_PROGRESS, progress.failures(), null, claimed);
    }

    /** After the bound device came back. */
    public HandoffRecord resumed(Claim current) {
        return next(state(), progress.failures(), progress.completedAt(), current.onNextConnection());
    }

    /** After the person at the page approved the phone. */
    public HandoffRecord approved(Claim current) {
        return next(state(), progress.failures(), progress.completedAt(), current.withApproval());
    }

    /** After a success. */
    public HandoffRecord succeeded(Claim current, Instant now) {
        OutcomeReport report = new OutcomeReport(Outcome.succeeded(), now);
        return next(
                RecordState.SUCCEEDED, progress.failures(), now, current.withReport(report, current.spentThrough()));
    }

    /** After a failure that ends the session. */
    public HandoffRecord failed(Claim current, Outcome outcome, Instant now) {
        OutcomeReport report = new OutcomeReport(outcome, now);
        return next(
                RecordState.FAILED, progress.failures() + 1, now, current.withReport(report, current.spentThrough()));
    }

    /** After a failure that lets the session wait for another try: every attempt minted so far is spent. */
    public HandoffRecord failedRetryably(Claim current, Outcome outcome, Instant now) {
        OutcomeReport report = new OutcomeReport(outcome, now);
        return next(RecordState.CREATED, progress.failures() + 1, null, current.withReport(report, highestAttempt()));
    }

    /** After the host cancelled. */
    public HandoffRecord cancelled(Instant now) {
        return next(RecordState.CANCELLED, progress.failures(), now, claim);
    }

    private HandoffRecord next(
            RecordState state, int failures, @Nullable Instant completedAt, @Nullable Claim nextClaim) {
        return new HandoffRecord(stamp.next(), terms, new Progress(state, failures, completedAt), latest, nextClaim);
    }
}
