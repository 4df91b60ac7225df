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
        Refuse over = over(first, now);
        return over != null ? over : new Write(first);
    }

    /** Opening a session that has a record. */
    Decision openAgain(HandoffRecord record, Instant now) {
        Refuse over = over(record, now);
        return over != null ? over : new Keep(record);
    }

    /** Minting for the page. */
    Decision mint(HandoffRecord record, Page page, Instant now) {
        Refuse unproven = unproven(record, page);
        return unproven != null ? unproven : mint(record, now);
    }

    /** Minting for the bound phone, over its own connection. */
    Decision mint(HandoffRecord record, Binding binding, Instant now) {
        Refuse stale = stale(record, binding);
        return stale != null ? stale : mint(record, now);
    }

    private Decision mint(HandoffRecord record, Instant now) {
        Refuse over = over(record, now);
        if (over != null) {
            return over;
        }
        if (record.state() == RecordState.IN_PROGRESS) {
            return new Refuse(Refusal.SESSION_IN_PROGRESS, "in progress");
        }
        boolean isKeyKnown = isKeyKnown(record);
        MintedAttempt latest = record.latest();
        if (isKeyKnown && latest != null && !record.isSpent(latest.number()) && isInWindow(latest, now)) {
            return new Keep(record);
        }
        if (record.highestAttempt() == Limits.MAX_ATTEMPT) {
            return new Refuse(Refusal.SESSION_EXPIRED, "the attempt numbers are at their end");
        }
        return new Write(record.minted(
                nextAttempt(record, now), isKeyKnown ? record.terms().keyId() : keys.signing()));
    }

    Decision consume(HandoffRecord record, Phone phone, Instant now) {
        Refuse unfit = unfitOrUnproven(record, phone, now);
        if (unfit != null) {
            return unfit;
        }
        MintedAttempt attempt = phone.attempt().minted();
        if (record.state() == RecordState.IN_PROGRESS) {
            return new Refuse(Refusal.HANDOFF_TOKEN_CONSUMED, "in progress");
        }
        if (record.isSpent(attempt.number())) {
            return new Refuse(Refusal.HANDOFF_TOKEN_CONSUMED, "spent");
        }
        Refuse expired = expired(attempt, record, now);
        return expired != null ? expired : new Write(record.claimed(attempt.number(), phone.deviceHash(), now));
    }

    /** What consuming would answer, without a write. */
    Decision inspect(HandoffRecord record, Phone phone, Instant now) {
        Decision decision = consume(record, phone, now);
        return decision instanceof Write ? new Keep(record) : decision;
    }

    /** Any code of the session will do: whoever has the device's id and one of them had the one that was used, too. */
    Decision resume(HandoffRecord record, Phone phone, Instant now) {
        Refuse unfit = unfitOrUnproven(record, phone, now);
        if (unfit != null) {
            return unfit;
        }
        MintedAttempt attempt = phone.attempt().minted();
        Claim claim = record.claim();
        if (claim != null && record.state() == RecordState.IN_PROGRESS) {
            return new Write(record.resumed(claim));
        }
        if (record.isSpent(attempt.number())) {
            return new Refuse(Refusal.HANDOFF_ATTEMPT_OVER, "no attempt is in progress any more");
        }
        Refuse expired = expired(attempt, record, now);
        return expired != null ? expired : new Refuse(Refusal.HANDOFF_NOT_CONSUMED, "not consumed");
    }

    /** What the phone is to sign before it consumes or resumes. */
    Decision challenge(HandoffRecord record, Phone phone, Instant now) {
        Refuse unfit = unfit(record, phone, now);
        return unfit != null ? unfit : new Keep(record);
    }

    /** The digits to pick from. */
    Decision matchChoices(HandoffRecord record, Page page, Instant now) {
        Refuse unpickable = firstOf(unproven(record, page), over(record, now));
        if (unpickable != null) {
            return unpickable;
        }
        if (record.claim() == null) {
            return new Refuse(Refusal.HANDOFF_NOT_CONSUMED, "no phone came yet");
        }
        Refuse idle = idle(record);
        return idle != null ? idle : new Keep(record);
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

    Decision finish(HandoffRecord record, Binding binding, Outcome outcome, Instant now) {
        Refuse stale = stale(record, binding);
        return stale != null ? stale : finish(record, outcome, now);
    }

    /** Finishing by the backend's own word. */
    Decision finish(HandoffRecord record, Outcome outcome, Instant now) {
        Claim claim = record.claim();
        if (claim != null && outcome.equals(claim.outcome())) {
            return new Keep(record);
        }
        Refuse over = over(record, now);
        if (over != null) {
            return over;
        }
        if (claim == null) {
            return new Refuse(Refusal.HANDOFF_NOT_CONSUMED, "never consumed");
        }
        Refuse unfinishable = firstOf(idle(record), unapproved(claim));
        if (unfinishable != null) {
            return unfinishable;
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
        Refuse over = over(record, now);
        return over != null ? over : new Write(record.cancelled(now));
    }

    Decision check(HandoffRecord record, Binding binding, Instant now) {
        Refuse unfinishable =
                firstOf(stale(record, binding), over(record, now), idle(record), unapproved(record.claim()));
        return unfinishable != null ? unfinishable : new Keep(record);
    }

    /** The detailed status, for the page. */
    Decision status(HandoffRecord record, Page page) {
        Refuse unproven = unproven(record, page);
        return unproven != null ? unproven : new Keep(record);
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
        return over(record, now) != null;
    }

    /** Whether this node can check and make tokens of the session. */
    boolean isKeyKnown(HandoffRecord record) {
        return keys.contains(record.terms().keyId());
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

    private @Nullable Refuse over(HandoffRecord record, Instant now) {
        String situation = null;
        if (record.state() == RecordState.CANCELLED) {
            situation = "cancelled";
        } else if (record.state().isFinal()) {
            situation = "over by an outcome";
        } else if (!now.isBefore(record.terms().endsAt())) {
            situation = "over by time";
        } else if (record.claim() != null && !isKeyKnown(record)) {
            // a bound device can't be told from others without the key; before one is bound, minting changes the key
            situation = "a device is bound and the session's key has left the ring";
        } else if (record.isExhausted()) {
            situation = "a counter is at its end";
        }
        return situation == null ? null : new Refuse(Refusal.SESSION_EXPIRED, situation);
    }

    private @Nullable Refuse unproven(HandoffRecord record, Page page) {
        return policy.has(Safeguard.PAGE_PROOF) && !page.isProven(record)
                ? new Refuse(Refusal.PAGE_PROOF_REQUIRED, "page proof: the page presents none, or a wrong one")
                : null;
    }

    private static @Nullable Refuse idle(HandoffRecord record) {
        return record.state() == RecordState.IN_PROGRESS
                ? null
                : new Refuse(Refusal.HANDOFF_ATTEMPT_OVER, "not in progress");
    }

    private @Nullable Refuse unapproved(@Nullable Claim claim) {
        return policy.has(Safeguard.MATCH_CODE) && claim != null && !claim.approved()
                ? new Refuse(Refusal.APPROVAL_REQUIRED, "match code: the phone is not approved yet")
                : null;
    }

    /** The tables are read from top to bottom. */
    private static @Nullable Refuse firstOf(@Nullable Refuse... rows) {
        for (Refuse row : rows) {
            if (row != null) {
                return row;
            }
        }
        return null;
    }

    /** The rows that consume and resume share, null where none of them fits. */
    private @Nullable Refuse unfitOrUnproven(HandoffRecord record, Phone phone, Instant now) {
        Refuse unfit = unfit(record, phone, now);
        boolean isUnproven = unfit == null
                && policy.has(Safeguard.POSSESSION)
                && !phone.hasProvenPossession(record.nextConnection());
        return isUnproven ? new Refuse(Refusal.POSSESSION_REQUIRED, "possession: no signature") : unfit;
    }

    /** The same, whether the device proved possession or not. */
    private @Nullable Refuse unfit(HandoffRecord record, Phone phone, Instant now) {
        AttemptId attempt = phone.attempt();
        if (!attempt.generation().equals(record.stamp().generation())) {
            return new Refuse(Refusal.HANDOFF_TOKEN_INVALID, "attempt of another generation");
        }
        if (attempt.terms().keyId() != record.terms().keyId()) {
            return new Refuse(Refusal.HANDOFF_TOKEN_INVALID, "attempt of another key than the session's");
        }
        Refuse over = over(record, now);
        if (over != null) {
            return over;
        }
        Claim claim = record.claim();
        return claim == null || !isBound(record, attempt.minted().number()) || isOfDevice(claim, phone)
                ? null
                : new Refuse(Refusal.HANDOFF_DEVICE_MISMATCH, "a device is bound, and this is another");
    }

    /** Why this binding may not speak for the session any more, null where it may. */
    private static @Nullable Refuse stale(HandoffRecord record, Binding binding) {
        if (!record.stamp().generation().equals(binding.generation())) {
            return new Refuse(Refusal.SESSION_NOT_FOUND, "another generation");
        }
        Claim claim = record.claim();
        return claim == null || claim.connection() != binding.connection() || claim.attempt() != binding.attempt()
                ? new Refuse(Refusal.CONNECTION_REPLACED, "not the session's latest connection")
                : null;
    }

    private @Nullable Refuse expired(MintedAttempt attempt, HandoffRecord record, Instant now) {
        MintedAttempt latest = record.latest();
        if (policy.reissue() == Reissue.SUPERSEDE && latest != null && attempt.number() < latest.number()) {
            return new Refuse(Refusal.HANDOFF_TOKEN_EXPIRED, "reissue SUPERSEDE: a newer attempt was minted");
        }
        return now.isBefore(attempt.expiresAt()) ? null : new Refuse(Refusal.HANDOFF_TOKEN_EXPIRED, "token expired");
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
