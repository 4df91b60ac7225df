package dev.handoff.internal.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the library knows of one session. Holds neither a token, a token's hash, a device id, an attempt id
 * nor the session id. Immutable.
 *
 * <p>Every step returns a successor with the next version. The rules decide whether a step is allowed; a session only
 * computes the result. A step carries the nonce of its call, so that two callers never write the same text and both
 * conclude that their write took effect. Opening and minting have no nonce: two openings differ in their generation;
 * two mints of the same moment have the same code, and attempt ids have no room for a nonce.
 *
 * @param terms what never changes
 * @param state the state that was written
 * @param version how often the session was written, from 1
 * @param failures how many attempts have failed
 * @param latest the attempt minted last, null before the first
 * @param claim the attempt consumed last and its device, null before the first consumption
 * @param completedAt when a final state was reached, null before
 * @param nonce the nonce of the call that wrote this state: {@link Limits#NONCE_LENGTH} lower-case hexadecimal
 *     characters; null after opening and minting
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

    /** Returns a session that was just opened, with or without its first attempt. */
    public static Session opened(Terms terms, @Nullable Attempt attempt) {
        return fresh(terms, 1, attempt);
    }

    /** Returns a session of which nothing was ever consumed. */
    public static Session fresh(Terms terms, long version, @Nullable Attempt attempt) {
        return new Session(terms, State.CREATED, version, 0, attempt, null, null, null);
    }

    /** Returns this state with the terms of another generation. */
    public Session withTerms(Terms others) {
        return new Session(others, state, version, failures, latest, claim, completedAt, nonce);
    }

    /** Checks whether nothing was ever consumed. The latest attempt id then holds the whole session. */
    public boolean isFresh() {
        return claim == null;
    }

    /**
     * Checks whether only one caller can have written this text, so that this caller knows that its write took effect.
     */
    public boolean isOfOneCaller() {
        return nonce != null || version == 1;
    }

    /** Returns the highest attempt number of this session, 0 before the first attempt. */
    public int highestAttempt() {
        int minted = latest == null ? 0 : latest.number();
        return claim == null ? minted : Math.max(minted, claim.spentThrough());
    }

    /** Returns the number of the connection that the next consume or resume makes, from 1. */
    public long nextConnection() {
        return claim == null ? 1 : claim.connection() + 1;
    }

    /**
     * Checks whether this or a later attempt was consumed, or a retryable failure came after this attempt was minted.
     */
    public boolean isSpent(int attempt) {
        return claim != null && attempt <= claim.spentThrough();
    }

    /** Checks whether a counter that the next write would raise is at its end. This takes billions of writes. */
    public boolean isExhausted() {
        return version == Limits.MAX_VERSION
                || failures == Integer.MAX_VALUE
                || (claim != null && claim.connection() == Long.MAX_VALUE);
    }

    /** Returns the session after minting. */
    public Session minted(Attempt attempt) {
        return new Session(terms, state, version + 1, failures, attempt, claim, completedAt, null);
    }

    /** Returns the session after a device consumed an attempt. */
    public Session claimed(int attempt, String deviceHash, Instant now, String by) {
        Claim claimed = new Claim(attempt, deviceHash, now, nextConnection(), by, attempt, false, null);
        return next(State.IN_PROGRESS, failures, null, claimed, by);
    }

    /** Returns the session after the bound device came back. */
    public Session resumed(Claim current, String by) {
        return next(state, failures, completedAt, current.onNextConnection(by), by);
    }

    /** Returns the session after the person at the page approved the phone. */
    public Session approved(Claim current, String by) {
        return next(state, failures, completedAt, current.withApproval(), by);
    }

    /** Returns the session after a success. */
    public Session succeeded(Claim current, Report report, String by) {
        return next(
                State.SUCCEEDED, failures, report.reportedAt(), current.withReport(report, current.spentThrough()), by);
    }

    /** Returns the session after a failure that ends it. */
    public Session failed(Claim current, Report report, String by) {
        return next(
                State.FAILED,
                failures + 1,
                report.reportedAt(),
                current.withReport(report, current.spentThrough()),
                by);
    }

    /** Returns the session after a failure that allows another try: every attempt minted so far is spent. */
    public Session failedRetryably(Claim current, Report report, String by) {
        return next(State.CREATED, failures + 1, null, current.withReport(report, highestAttempt()), by);
    }

    /** Returns the session after a cancellation. */
    public Session cancelled(Instant now, String by) {
        return next(State.CANCELLED, failures, notBeforeClaim(now), claim, by);
    }

    /**
     * Returns the later of this moment and the claim's moment, which is later if it was set by a node whose clock is
     * ahead.
     */
    public Instant notBeforeClaim(Instant now) {
        return claim != null && now.isBefore(claim.claimedAt()) ? claim.claimedAt() : now;
    }

    private Session next(
            State nextState, int nextFailures, @Nullable Instant completed, @Nullable Claim nextClaim, String by) {
        return new Session(terms, nextState, version + 1, nextFailures, latest, nextClaim, completed, by);
    }
}
