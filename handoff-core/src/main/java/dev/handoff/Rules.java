package dev.handoff;

import dev.handoff.Decision.Keep;
import dev.handoff.Decision.Refuse;
import dev.handoff.Decision.Write;
import dev.handoff.internal.token.AttemptId;
import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.Limits;
import dev.handoff.spi.MintedAttempt;
import dev.handoff.spi.Outcome;
import dev.handoff.spi.RecordState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The rules of {@code docs/protocol.md}, in its order, as a pure function of a record, what was presented, and the
 * moment. Knows no store, clock or randomness, and of keys only the fingerprints. That a session without a record is
 * {@code SESSION_NOT_FOUND} stands in {@link Call}, once for all rules.
 */
final class Rules {

    private final HandoffPolicy policy;
    private final KeyIds keys;

    Rules(HandoffPolicy policy, KeyIds keys) {
        this.policy = policy;
        this.keys = keys;
    }

    /** Where there is no record yet: the one that would be the first. */
    Decision open(HandoffRecord first, Instant now) {
        return isOver(first, now) ? new Refuse(Refusal.SESSION_EXPIRED) : new Write(first);
    }

    /** Opening a session that has a record. */
    Decision openAgain(HandoffRecord record, Instant now) {
        return isOver(record, now) ? new Refuse(Refusal.SESSION_EXPIRED) : new Keep(record);
    }

    /** Minting for the page. */
    Decision mint(HandoffRecord record, Page page, Instant now) {
        return lacksProof(record, page) ? new Refuse(Refusal.PAGE_PROOF_REQUIRED) : mint(record, now);
    }

    private Decision mint(HandoffRecord record, Instant now) {
        if (isOver(record, now)) {
            return new Refuse(Refusal.SESSION_EXPIRED);
        }
        if (record.state() == RecordState.IN_PROGRESS) {
            return new Refuse(Refusal.SESSION_IN_PROGRESS);
        }
        boolean isKeyKnown = keys.contains(record.terms().keyId());
        MintedAttempt latest = record.latest();
        if (isKeyKnown && latest != null && !record.isSpent(latest.number()) && isInWindow(latest, now)) {
            return new Keep(record);
        }
        if (record.highestAttempt() == Limits.MAX_ATTEMPT) {
            return new Refuse(Refusal.SESSION_EXPIRED);
        }
        return new Write(record.minted(
                nextAttempt(record, now), isKeyKnown ? record.terms().keyId() : keys.signing()));
    }

    /** Minting for the bound phone, over its own connection. */
    Decision mint(HandoffRecord record, Binding binding, Instant now) {
        Refusal stale = staleness(record, binding);
        return stale != null ? new Refuse(stale) : mint(record, now);
    }

    Decision consume(HandoffRecord record, Phone phone, Instant now) {
        Refusal unfit = unprovenOrUnfit(record, phone, now);
        if (unfit != null) {
            return new Refuse(unfit);
        }
        MintedAttempt attempt = phone.attempt().minted();
        if (record.state() == RecordState.IN_PROGRESS || record.isSpent(attempt.number())) {
            return new Refuse(Refusal.HANDOFF_TOKEN_CONSUMED);
        }
        if (isExpired(attempt, record, now)) {
            return new Refuse(Refusal.HANDOFF_TOKEN_EXPIRED);
        }
        return new Write(record.claimed(attempt.number(), phone.deviceHash(), now));
    }

    /** What consuming would answer, without a write. */
    Decision inspect(HandoffRecord record, Phone phone, Instant now) {
        Decision decision = consume(record, phone, now);
        return decision instanceof Write ? new Keep(record) : decision;
    }

    /** What the phone is to sign before it consumes or resumes. */
    Decision challenge(HandoffRecord record, Phone phone, Instant now) {
        Refusal unfit = unfitness(record, phone, now);
        return unfit == null ? new Keep(record) : new Refuse(unfit);
    }

    /** Any code of the session will do: whoever has the device's id and one of them had the one that was used, too. */
    Decision resume(HandoffRecord record, Phone phone, Instant now) {
        Refusal unfit = unprovenOrUnfit(record, phone, now);
        if (unfit != null) {
            return new Refuse(unfit);
        }
        MintedAttempt attempt = phone.attempt().minted();
        Claim claim = record.claim();
        if (claim != null && record.state() == RecordState.IN_PROGRESS) {
            return new Write(record.resumed(claim));
        }
        if (record.isSpent(attempt.number())) {
            return new Refuse(Refusal.HANDOFF_ATTEMPT_OVER);
        }
        return new Refuse(
                isExpired(attempt, record, now) ? Refusal.HANDOFF_TOKEN_EXPIRED : Refusal.HANDOFF_NOT_CONSUMED);
    }

    Decision finish(HandoffRecord record, Binding binding, Outcome outcome, Instant now) {
        Refusal stale = staleness(record, binding);
        return stale != null ? new Refuse(stale) : finish(record, outcome, now);
    }

    /** Finishing by the backend's own word. */
    Decision finish(HandoffRecord record, Outcome outcome, Instant now) {
        Claim claim = record.claim();
        if (claim != null && outcome.equals(claim.outcome())) {
            return new Keep(record);
        }
        if (isOver(record, now)) {
            return new Refuse(Refusal.SESSION_EXPIRED);
        }
        if (claim == null) {
            return new Refuse(Refusal.HANDOFF_NOT_CONSUMED);
        }
        if (record.state() != RecordState.IN_PROGRESS) {
            return new Refuse(Refusal.HANDOFF_ATTEMPT_OVER);
        }
        if (lacksApproval(claim)) {
            return new Refuse(Refusal.APPROVAL_REQUIRED);
        }
        return new Write(
                switch (outcome.kind()) {
                    case SUCCEEDED -> record.succeeded(claim, now);
                    case FAILED -> record.failed(claim, outcome, now);
                    case FAILED_RETRYABLE ->
                        triesLeft(record, now) > 1
                                ? record.failedRetryably(claim, outcome, now)
                                : record.failed(claim, outcome, now);
                });
    }

    Decision cancel(HandoffRecord record, Instant now) {
        if (record.state() == RecordState.CANCELLED) {
            return new Keep(record);
        }
        return isOver(record, now) ? new Refuse(Refusal.SESSION_EXPIRED) : new Write(record.cancelled(now));
    }

    Decision check(HandoffRecord record, Binding binding, Instant now) {
        Refusal stale = staleness(record, binding);
        if (stale != null) {
            return new Refuse(stale);
        }
        if (isOver(record, now)) {
            return new Refuse(Refusal.SESSION_EXPIRED);
        }
        if (record.state() != RecordState.IN_PROGRESS) {
            return new Refuse(Refusal.HANDOFF_ATTEMPT_OVER);
        }
        return lacksApproval(record.claim()) ? new Refuse(Refusal.APPROVAL_REQUIRED) : new Keep(record);
    }

    /** The digits to pick from. */
    Decision matchChoices(HandoffRecord record, Page page, Instant now) {
        if (lacksProof(record, page)) {
            return new Refuse(Refusal.PAGE_PROOF_REQUIRED);
        }
        if (isOver(record, now)) {
            return new Refuse(Refusal.SESSION_EXPIRED);
        }
        if (record.claim() == null) {
            return new Refuse(Refusal.HANDOFF_NOT_CONSUMED);
        }
        return record.state() == RecordState.IN_PROGRESS ? new Keep(record) : new Refuse(Refusal.HANDOFF_ATTEMPT_OVER);
    }

    /** The person picked digits: the right ones approve the phone, any others cancel the session. */
    Decision pick(HandoffRecord record, Page page, Instant now) {
        Decision pickable = matchChoices(record, page, now);
        Claim claim = record.claim();
        if (pickable instanceof Refuse || claim == null) {
            return pickable;
        }
        if (!page.hasPickedTheMatch(record)) {
            return new Write(record.cancelled(now));
        }
        return claim.approved() ? new Keep(record) : new Write(record.approved(claim));
    }

    /** The detailed status, for the page. */
    Decision status(HandoffRecord record, Page page) {
        return lacksProof(record, page) ? new Refuse(Refusal.PAGE_PROOF_REQUIRED) : new Keep(record);
    }

    /** What a finish with the recorded outcome led to, whatever happened to the session later. */
    static SessionState stateAfterFinish(HandoffRecord record) {
        Outcome outcome = record.claim() == null ? null : record.claim().outcome();
        if (outcome == null) {
            throw new IllegalStateException("no outcome is recorded");
        }
        return switch (outcome.kind()) {
            case SUCCEEDED -> SessionState.SUCCEEDED;
            case FAILED -> SessionState.FAILED;
            case FAILED_RETRYABLE -> record.state() == RecordState.FAILED ? SessionState.FAILED : SessionState.CREATED;
        };
    }

    /** Whether nothing can change the session any more, by this node's clock and key ring. */
    boolean isOver(HandoffRecord record, Instant now) {
        return record.state().isFinal()
                || !now.isBefore(record.terms().endsAt())
                || isKeyLost(record)
                || record.isExhausted();
    }

    /** How many tries may still be made, the one in progress included. */
    int triesLeft(HandoffRecord record, Instant now) {
        return isOver(record, now)
                ? 0
                : Math.max(0, policy.maxFailures() - record.progress().failures());
    }

    /** As {@link #mint} fills in a session that is opened with its first attempt. */
    MintedAttempt nextAttempt(HandoffRecord record, Instant now) {
        Instant endOfLifetime = now.plus(policy.tokenLifetime());
        Instant endOfSession = record.terms().endsAt();
        return new MintedAttempt(
                record.highestAttempt() + 1, now, endOfLifetime.isBefore(endOfSession) ? endOfLifetime : endOfSession);
    }

    private boolean lacksProof(HandoffRecord record, Page page) {
        return policy.has(Safeguard.PAGE_PROOF) && !page.isProven(record);
    }

    private boolean lacksApproval(@Nullable Claim claim) {
        return policy.has(Safeguard.MATCH_CODE) && claim != null && !claim.approved();
    }

    /** A bound device can't be told from others without the key; before anything is bound, minting changes the key. */
    private boolean isKeyLost(HandoffRecord record) {
        return record.claim() != null && !keys.contains(record.terms().keyId());
    }

    /** The rows that consume and resume share, null where none of them fits. */
    private @Nullable Refusal unprovenOrUnfit(HandoffRecord record, Phone phone, Instant now) {
        Refusal unfit = unfitness(record, phone, now);
        boolean isUnproven = unfit == null
                && policy.has(Safeguard.POSSESSION)
                && !phone.hasProvenPossession(record.nextConnection());
        return isUnproven ? Refusal.POSSESSION_REQUIRED : unfit;
    }

    /** As {@link #unprovenOrUnfit}, whether the device proved possession or not. */
    private @Nullable Refusal unfitness(HandoffRecord record, Phone phone, Instant now) {
        AttemptId attempt = phone.attempt();
        if (!attempt.belongsTo(record)) {
            return Refusal.HANDOFF_TOKEN_INVALID;
        }
        if (isOver(record, now)) {
            return Refusal.SESSION_EXPIRED;
        }
        Claim claim = record.claim();
        if (claim == null || !isBound(record, attempt.minted().number()) || isOfDevice(claim, phone)) {
            return null;
        }
        return Refusal.HANDOFF_DEVICE_MISMATCH;
    }

    /** Why this binding may not speak for the session any more, null where it may. */
    private static @Nullable Refusal staleness(HandoffRecord record, Binding binding) {
        if (!record.stamp().generation().equals(binding.generation())) {
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

    /** Whether only the device of the claim may present this attempt. */
    private boolean isBound(HandoffRecord record, int attempt) {
        return policy.bindingScope() == BindingScope.SESSION
                || record.state() == RecordState.IN_PROGRESS
                || record.isSpent(attempt);
    }

    private static boolean isOfDevice(Claim claim, Phone phone) {
        return MessageDigest.isEqual(
                claim.deviceHash().getBytes(StandardCharsets.US_ASCII),
                phone.deviceHash().getBytes(StandardCharsets.US_ASCII));
    }
}
