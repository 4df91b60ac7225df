package dev.handoff;

import dev.handoff.internal.token.AttemptId;
import dev.handoff.internal.update.Decision;
import dev.handoff.internal.update.Decision.Keep;
import dev.handoff.internal.update.Decision.Refuse;
import dev.handoff.internal.update.Decision.Write;
import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.MintedAttempt;
import dev.handoff.spi.RecordState;
import dev.handoff.spi.SessionTerms;
import dev.handoff.spi.Stamp;
import dev.handoff.spi.Tally;
import dev.handoff.spi.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The rules of {@code docs/protocol.md}, in its order, as a pure function of a record (null where there is none), what
 * was presented, and the moment. Knows no store, clock, key or randomness.
 */
final class Rules {

    private final HandoffPolicy policy;

    Rules(HandoffPolicy policy) {
        this.policy = policy;
    }

    /** How a session may be opened: what is written where there is no record. */
    record Opening(Stamp stamp, SessionTerms terms) {}

    /** What the ring says of the session's key: whether it is still there, and which one signs. */
    record KeyView(boolean isInRing, int signingKey) {}

    /** An authentic attempt and the hash of the device that presented it. */
    record Presented(AttemptId attempt, String deviceHash) {}

    Decision<Refusal> open(@Nullable HandoffRecord record, Opening opening, Instant now) {
        if (record == null) {
            HandoffRecord opened = opened(opening);
            return isOver(opened, now) ? new Refuse<>(Refusal.SESSION_EXPIRED) : new Write<>(opened);
        }
        return isOver(record, now) ? new Refuse<>(Refusal.SESSION_EXPIRED) : new Keep<>(record);
    }

    Decision<Refusal> start(@Nullable HandoffRecord record, Opening opening, KeyView key, Instant now) {
        if (record != null) {
            return mint(record, key, now);
        }
        HandoffRecord opened = opened(opening);
        return isOver(opened, now)
                ? new Refuse<>(Refusal.SESSION_EXPIRED)
                : new Write<>(minted(opened, opened.stamp(), opening.terms(), now));
    }

    Decision<Refusal> mint(@Nullable HandoffRecord record, KeyView key, Instant now) {
        if (record == null) {
            return new Refuse<>(Refusal.SESSION_NOT_FOUND);
        }
        if (isOver(record, now)) {
            return new Refuse<>(Refusal.SESSION_EXPIRED);
        }
        if (record.state() == RecordState.IN_PROGRESS) {
            return new Refuse<>(Refusal.SESSION_IN_PROGRESS);
        }
        if (record.claim() != null && !key.isInRing()) {
            return new Refuse<>(Refusal.SESSION_EXPIRED);
        }
        MintedAttempt latest = record.latest();
        if (latest != null && !record.isSpent(latest.number()) && isInWindow(latest, now) && key.isInRing()) {
            return new Keep<>(record);
        }
        SessionTerms terms = key.isInRing()
                ? record.terms()
                : new SessionTerms(key.signingKey(), record.terms().endsAt());
        return new Write<>(minted(record, record.stamp().next(), terms, now));
    }

    /** Minting for the bound phone, over its own connection. */
    Decision<Refusal> mint(@Nullable HandoffRecord record, Binding binding, KeyView key, Instant now) {
        Refusal stale = staleness(record, binding);
        return stale != null ? new Refuse<>(stale) : mint(record, key, now);
    }

    Decision<Refusal> consume(@Nullable HandoffRecord record, Presented presented, Instant now) {
        if (record == null) {
            return new Refuse<>(Refusal.SESSION_NOT_FOUND);
        }
        Refusal unfit = unfitness(record, presented, now);
        if (unfit != null) {
            return new Refuse<>(unfit);
        }
        MintedAttempt attempt = presented.attempt().minted();
        if (record.state() == RecordState.IN_PROGRESS || record.isSpent(attempt.number())) {
            return new Refuse<>(Refusal.HANDOFF_TOKEN_CONSUMED);
        }
        if (isExpired(attempt, record, now)) {
            return new Refuse<>(Refusal.HANDOFF_TOKEN_EXPIRED);
        }
        long connection = record.claim() == null ? 1 : record.claim().connection() + 1;
        Claim claim = new Claim(attempt.number(), presented.deviceHash(), connection, attempt.number());
        Tally tally = new Tally(record.tally().failures(), null, null);
        return new Write<>(next(record, RecordState.IN_PROGRESS, claim, tally));
    }

    Decision<Refusal> resume(@Nullable HandoffRecord record, Presented presented, Instant now) {
        if (record == null) {
            return new Refuse<>(Refusal.SESSION_NOT_FOUND);
        }
        Refusal unfit = unfitness(record, presented, now);
        if (unfit != null) {
            return new Refuse<>(unfit);
        }
        MintedAttempt attempt = presented.attempt().minted();
        Claim claim = record.claim();
        boolean inProgress = record.state() == RecordState.IN_PROGRESS;
        if (inProgress && claim != null && claim.attempt() == attempt.number()) {
            Claim resumed =
                    new Claim(claim.attempt(), claim.deviceHash(), claim.connection() + 1, claim.spentThrough());
            return new Write<>(next(record, record.state(), resumed, record.tally()));
        }
        if (inProgress || record.isSpent(attempt.number())) {
            return new Refuse<>(Refusal.HANDOFF_ATTEMPT_OVER);
        }
        return new Refuse<>(
                isExpired(attempt, record, now) ? Refusal.HANDOFF_TOKEN_EXPIRED : Refusal.HANDOFF_NOT_CONSUMED);
    }

    Decision<Refusal> finish(@Nullable HandoffRecord record, Binding binding, Outcome outcome, Instant now) {
        Refusal stale = staleness(record, binding);
        return stale != null ? new Refuse<>(stale) : finish(record, outcome, now);
    }

    /** Finishing by the backend's own word. */
    Decision<Refusal> finish(@Nullable HandoffRecord record, Outcome outcome, Instant now) {
        if (record == null) {
            return new Refuse<>(Refusal.SESSION_NOT_FOUND);
        }
        Verdict verdict = record.tally().verdict();
        if (verdict != null && outcome.equals(new Outcome(verdict.kind(), verdict.failureCode()))) {
            return new Keep<>(record);
        }
        if (isOver(record, now)) {
            return new Refuse<>(Refusal.SESSION_EXPIRED);
        }
        Claim claim = record.claim();
        if (claim == null) {
            return new Refuse<>(Refusal.HANDOFF_NOT_CONSUMED);
        }
        if (record.state() != RecordState.IN_PROGRESS) {
            return new Refuse<>(Refusal.HANDOFF_ATTEMPT_OVER);
        }
        return new Write<>(finished(record, claim, outcome, now));
    }

    Decision<Refusal> cancel(@Nullable HandoffRecord record, Instant now) {
        if (record == null) {
            return new Refuse<>(Refusal.SESSION_NOT_FOUND);
        }
        if (record.state() == RecordState.CANCELLED) {
            return new Keep<>(record);
        }
        if (isOver(record, now)) {
            return new Refuse<>(Refusal.SESSION_EXPIRED);
        }
        Tally tally = new Tally(record.tally().failures(), record.tally().verdict(), now);
        return new Write<>(next(record, RecordState.CANCELLED, record.claim(), tally));
    }

    Decision<Refusal> check(@Nullable HandoffRecord record, Binding binding, Instant now) {
        if (record == null) {
            return new Refuse<>(Refusal.SESSION_NOT_FOUND);
        }
        Refusal stale = staleness(record, binding);
        if (stale != null) {
            return new Refuse<>(stale);
        }
        if (isOver(record, now)) {
            return new Refuse<>(Refusal.SESSION_EXPIRED);
        }
        return record.state() == RecordState.IN_PROGRESS
                ? new Keep<>(record)
                : new Refuse<>(Refusal.HANDOFF_ATTEMPT_OVER);
    }

    /** What a finish with the recorded outcome led to, whatever happened to the session later. */
    static SessionState stateAfterFinish(HandoffRecord record) {
        Verdict verdict = record.tally().verdict();
        if (verdict == null) {
            throw new IllegalStateException("no outcome is recorded");
        }
        return switch (verdict.kind()) {
            case SUCCEEDED -> SessionState.SUCCEEDED;
            case FAILED -> SessionState.FAILED;
            case FAILED_RETRYABLE -> record.state() == RecordState.FAILED ? SessionState.FAILED : SessionState.CREATED;
        };
    }

    static boolean isOver(HandoffRecord record, Instant now) {
        return record.state().isFinal() || !now.isBefore(record.terms().endsAt());
    }

    /** The rows that consume and resume share, null where none of them fits. */
    private @Nullable Refusal unfitness(HandoffRecord record, Presented presented, Instant now) {
        if (!presented.attempt().belongsTo(record)) {
            return Refusal.HANDOFF_TOKEN_INVALID;
        }
        if (isOver(record, now)) {
            return Refusal.SESSION_EXPIRED;
        }
        Claim claim = record.claim();
        if (claim == null || sameHash(claim.deviceHash(), presented.deviceHash())) {
            return null;
        }
        boolean isBound = policy.binding() == DeviceBinding.SESSION
                || record.state() == RecordState.IN_PROGRESS
                || record.isSpent(presented.attempt().minted().number());
        return isBound ? Refusal.HANDOFF_DEVICE_MISMATCH : null;
    }

    /** Why this binding may not speak for the session any more, null where it may. */
    private static @Nullable Refusal staleness(@Nullable HandoffRecord record, Binding binding) {
        if (record == null || !record.stamp().generation().equals(binding.generation())) {
            return Refusal.SESSION_NOT_FOUND;
        }
        Claim claim = record.claim();
        return claim == null || claim.connection() != binding.connection() || claim.attempt() != binding.attempt()
                ? Refusal.CONNECTION_REPLACED
                : null;
    }

    private boolean isExpired(MintedAttempt attempt, HandoffRecord record, Instant now) {
        MintedAttempt latest = record.latest();
        boolean isSuperseded =
                policy.reissue() == Reissue.SUPERSEDE && latest != null && attempt.number() < latest.number();
        return isSuperseded || !now.isBefore(attempt.expiresAt());
    }

    /** A negative age, from another node's clock, counts as inside. */
    private boolean isInWindow(MintedAttempt latest, Instant now) {
        Duration age = Duration.between(latest.issuedAt(), now);
        return age.compareTo(policy.reuseWindow()) <= 0 && now.isBefore(latest.expiresAt());
    }

    private HandoffRecord finished(HandoffRecord record, Claim claim, Outcome outcome, Instant now) {
        Verdict verdict = new Verdict(outcome.kind(), outcome.failureCode(), now);
        int failures = record.tally().failures();
        if (outcome.kind() == Verdict.Kind.SUCCEEDED) {
            return next(record, RecordState.SUCCEEDED, claim, new Tally(failures, verdict, now));
        }
        boolean isFinal = outcome.kind() == Verdict.Kind.FAILED || failures + 1 >= policy.maxFailures();
        if (isFinal) {
            return next(record, RecordState.FAILED, claim, new Tally(failures + 1, verdict, now));
        }
        Claim allSpent = new Claim(claim.attempt(), claim.deviceHash(), claim.connection(), record.highestAttempt());
        return next(record, RecordState.CREATED, allSpent, new Tally(failures + 1, verdict, null));
    }

    private static HandoffRecord opened(Opening opening) {
        return new HandoffRecord(opening.stamp(), opening.terms(), RecordState.CREATED, null, null, Tally.NONE);
    }

    private HandoffRecord minted(HandoffRecord record, Stamp stamp, SessionTerms terms, Instant now) {
        Instant endOfLifetime = now.plus(policy.tokenLifetime());
        Instant expiresAt = endOfLifetime.isBefore(terms.endsAt()) ? endOfLifetime : terms.endsAt();
        MintedAttempt attempt = new MintedAttempt(record.highestAttempt() + 1, now, expiresAt);
        return new HandoffRecord(stamp, terms, record.state(), attempt, record.claim(), record.tally());
    }

    private static HandoffRecord next(HandoffRecord record, RecordState state, @Nullable Claim claim, Tally tally) {
        return new HandoffRecord(record.stamp().next(), record.terms(), state, record.latest(), claim, tally);
    }

    private static boolean sameHash(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }
}
