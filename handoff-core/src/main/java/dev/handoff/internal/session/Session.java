package dev.handoff.internal.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that the library knows of one session. Holds neither a token, a token's hash, a device id, an attempt id nor the
 * session id. Immutable.
 *
 * <p>Every step makes a successor with the next version. Whether a step is allowed is for the rules to say; a session
 * only knows what it leads to. A step that only one caller may have made carries the nonce of its call, so that no two
 * callers ever write the same text and both believe that theirs was the one. Opening is told apart by its generation;
 * two who mint the same in the same moment have the same code, and attempt ids have no room for a nonce.
 *
 * @param terms what never changes
 * @param state the state that was written
 * @param version how often the session was written, from 1
 * @param failures how many attempts failed so far
 * @param latest the attempt minted last, null before the first
 * @param claim the attempt consumed last and its device, null before the first consumption
 * @param completedAt when a final state was reached, null before
 * @param nonce of the call that made this state: {@link Limits#NONCE_LENGTH} lower-case hexadecimal characters; null
 *     after opening and minting
 */
public record Session(
        Terms terms,
        State state,
        long version,
        int failures,
        @Nullable Attempt latest,
        @Nullable Claim claim,
        @Nullable Instant completedAt,
        @Nullable String nonce) {

    /** A session that was just opened, with its first attempt or without one. */
    public static Session opened(Terms terms, @Nullable Attempt attempt) {
        return fresh(terms, 1, attempt);
    }

    /** A session of which nothing was ever consumed. */
    public static Session fresh(Terms terms, long version, @Nullable Attempt attempt) {
        return new Session(terms, State.CREATED, version, 0, attempt, null, null, null);
    }

    /** This state, as the life of these terms is in it. */
    public Session inLife(Terms life) {
        return new Session(life, state, version, failures, latest, claim, completedAt, nonce);
    }

    /** Whether nothing was ever consumed: then the latest attempt id tells the whole session. */
    public boolean isFresh() {
        return claim == null;
    }

    /** Whether no two callers can have written this, so that whoever wrote it knows that it was the one. */
    public boolean isOfOneCaller() {
        return nonce != null || version == 1;
    }

    /** The highest attempt number this session has seen, 0 before the first. */
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
        return version == Limits.MAX_VERSION
                || failures == Integer.MAX_VALUE
                || (claim != null && claim.connection() == Long.MAX_VALUE);
    }

    /** After minting. */
    public Session minted(Attempt attempt) {
        return new Session(terms, state, version + 1, failures, attempt, claim, completedAt, null);
    }

    /** After a device consumed an attempt. */
    public Session claimed(int attempt, String deviceHash, Instant now, String by) {
        Claim claimed = new Claim(attempt, deviceHash, now, nextConnection(), by, attempt, false, null);
        return next(State.IN_PROGRESS, failures, null, claimed, by);
    }

    /** After the bound device came back. */
    public Session resumed(Claim current, String by) {
        return next(state, failures, completedAt, current.onNextConnection(by), by);
    }

    /** After the person at the page approved the phone. */
    public Session approved(Claim current, String by) {
        return next(state, failures, completedAt, current.withApproval(), by);
    }

    /** After a success. */
    public Session succeeded(Claim current, Report report, String by) {
        return next(
                State.SUCCEEDED, failures, report.reportedAt(), current.withReport(report, current.spentThrough()), by);
    }

    /** After a failure that ends the session. */
    public Session failed(Claim current, Report report, String by) {
        return next(
                State.FAILED,
                failures + 1,
                report.reportedAt(),
                current.withReport(report, current.spentThrough()),
                by);
    }

    /** After a failure that lets the session wait for another try: every attempt minted so far is spent. */
    public Session failedRetryably(Claim current, Report report, String by) {
        return next(State.CREATED, failures + 1, null, current.withReport(report, highestAttempt()), by);
    }

    /** After a cancellation. */
    public Session cancelled(Instant now, String by) {
        return next(State.CANCELLED, failures, notBeforeClaim(now), claim, by);
    }

    /**
     * Returns the later of this moment and the claim's moment, which a node with a clock that is ahead may have set.
     */
    public Instant notBeforeClaim(Instant now) {
        return claim != null && now.isBefore(claim.claimedAt()) ? claim.claimedAt() : now;
    }

    private Session next(
            State nextState, int nextFailures, @Nullable Instant completed, @Nullable Claim nextClaim, String by) {
        return new Session(terms, nextState, version + 1, nextFailures, latest, nextClaim, completed, by);
    }
}
