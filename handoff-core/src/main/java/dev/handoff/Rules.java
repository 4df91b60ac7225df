package dev.handoff;

import dev.handoff.Decision.Keep;
import dev.handoff.Decision.Refuse;
import dev.handoff.Decision.Write;
import dev.handoff.HandoffPolicy.BindingScope;
import dev.handoff.HandoffPolicy.Reissue;
import dev.handoff.internal.session.Attempt;
import dev.handoff.internal.session.Claim;
import dev.handoff.internal.session.Limits;
import dev.handoff.internal.session.Report;
import dev.handoff.internal.session.Session;
import dev.handoff.internal.session.State;
import dev.handoff.internal.session.Terms;
import dev.handoff.internal.token.AttemptId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rules of {@code docs/protocol.md}, in its order, as a pure function of a session, what was presented, and the
 * moment. Knows no store, clock or randomness, and of keys only the fingerprints. What a session without a record, or
 * without its key, is stands in {@link Settlement}, once for all rules.
 */
final class Rules {

    /** Without its key, a session's record can't be believed: the session is over, whatever its state. */
    static final Refuse KEY_HAS_LEFT = new Refuse(Refusal.SESSION_EXPIRED, "the session's key has left the ring");

    private final HandoffPolicy policy;
    private final Openings openings;
    private final IntPredicate isInRing;

    /** @param isInRing whether the key of this fingerprint is in the ring */
    Rules(HandoffPolicy policy, IntPredicate isInRing) {
        this.policy = policy;
        this.openings = new Openings(policy);
        this.isInRing = isInRing;
    }

    /** Where there is no record yet: the one that would be the first. */
    Decision open(Session first, Instant now) {
        Refuse over = over(first, now);
        return over != null ? over : new Write(first);
    }

    /** Opening a session that has a session. */
    Decision openAgain(Session session, Instant now) {
        Refuse over = over(session, now);
        return over != null ? over : new Keep();
    }

    /** Minting for the page. */
    Decision mint(Session session, Predicate<Session> proof, Instant now) {
        Refuse unproven = unproven(session, proof);
        return unproven != null ? unproven : mint(session, now);
    }

    /** Minting for the bound phone, over its own connection. */
    Decision mint(Session session, Binding binding, Instant now) {
        Refuse stale = stale(session, binding);
        return stale != null ? stale : mint(session, now);
    }

    private Decision mint(Session session, Instant now) {
        Refuse over = over(session, now);
        if (over != null) {
            return over;
        }
        if (session.state() == State.IN_PROGRESS) {
            return new Refuse(Refusal.SESSION_IN_PROGRESS, "in progress");
        }
        Attempt latest = session.latest();
        if (latest != null && !session.isSpent(latest.number()) && isInWindow(latest, now)) {
            return new Keep();
        }
        if (session.highestAttempt() == Limits.MAX_ATTEMPT) {
            return new Refuse(Refusal.SESSION_EXPIRED, "the attempt numbers are at their end");
        }
        return new Write(session.minted(openings.attempt(session.terms(), session.highestAttempt() + 1, now)));
    }

    Decision consume(Session session, Phone phone, Moment moment) {
        Refuse unfit = unfitOrUnproven(session, phone, moment.now());
        if (unfit != null) {
            return unfit;
        }
        Attempt attempt = phone.attempt().minted();
        if (session.state() == State.IN_PROGRESS) {
            return new Refuse(Refusal.HANDOFF_TOKEN_CONSUMED, "in progress");
        }
        if (isSpent(session, phone.attempt())) {
            return new Refuse(Refusal.HANDOFF_TOKEN_CONSUMED, "spent");
        }
        Refuse expired = expired(attempt, session, moment.now());
        return expired != null
                ? expired
                : new Write(session.claimed(attempt.number(), phone.deviceHash(), moment.now(), moment.nonce()));
    }

    /** What consuming would answer, without a write. */
    Decision inspect(Session session, Phone phone, Moment moment) {
        Decision decision = consume(session, phone, moment);
        return decision instanceof Write ? new Keep() : decision;
    }

    /** Cancelling for the person at a phone that could consume. */
    Decision decline(Session session, Phone phone, Moment moment) {
        Decision decision = consume(session, phone, moment);
        return decision instanceof Write ? new Write(session.cancelled(moment.now(), moment.nonce())) : decision;
    }

    /** Any code of the session will do: whoever has the device's id and one of them had the one that was used, too. */
    Decision resume(Session session, Phone phone, Moment moment) {
        Refuse unfit = unfitOrUnproven(session, phone, moment.now());
        if (unfit != null) {
            return unfit;
        }
        Attempt attempt = phone.attempt().minted();
        Claim claim = session.claim();
        if (claim != null && session.state() == State.IN_PROGRESS) {
            return new Write(session.resumed(claim, moment.nonce()));
        }
        if (isSpent(session, phone.attempt())) {
            return new Refuse(Refusal.HANDOFF_ATTEMPT_OVER, "no attempt is in progress any more");
        }
        Refuse expired = expired(attempt, session, moment.now());
        return expired != null ? expired : new Refuse(Refusal.HANDOFF_NOT_CONSUMED, "not consumed");
    }

    /** What the phone is to sign before it consumes or resumes. */
    Decision challenge(Session session, Phone phone, Instant now) {
        Refuse unfit = unfit(session, phone, now);
        return unfit != null ? unfit : new Keep();
    }

    /** The digits to pick from. */
    Decision matchChoices(Session session, Predicate<Session> proof, Instant now) {
        Refuse unpickable = firstOf(unproven(session, proof), over(session, now));
        if (unpickable != null) {
            return unpickable;
        }
        if (session.claim() == null) {
            return new Refuse(Refusal.HANDOFF_NOT_CONSUMED, "no phone came yet");
        }
        Refuse idle = idle(session);
        return idle != null ? idle : new Keep();
    }

    /** The person picked digits: the right ones approve the phone, any others cancel the session. */
    Decision pick(Session session, Predicate<Session> proof, Predicate<Session> pick, Moment moment) {
        Decision pickable = matchChoices(session, proof, moment.now());
        Claim claim = session.claim();
        if (pickable instanceof Refuse || claim == null) {
            return pickable;
        }
        if (!pick.test(session)) {
            return new Write(session.cancelled(moment.now(), moment.nonce()));
        }
        return claim.approved() ? new Keep() : new Write(session.approved(claim, moment.nonce()));
    }

    Decision finish(Session session, Binding binding, Outcome outcome, Moment moment) {
        Refuse stale = stale(session, binding);
        return stale != null ? stale : finish(session, outcome, moment);
    }

    /** Finishing by the backend's own word. */
    Decision finish(Session session, Outcome outcome, Moment moment) {
        Claim claim = session.claim();
        Report told = claim == null ? null : claim.report();
        if (told != null && outcome.equals(Outcome.of(told))) {
            return new Keep();
        }
        Refuse over = over(session, moment.now());
        if (over != null) {
            return over;
        }
        if (claim == null) {
            return new Refuse(Refusal.HANDOFF_NOT_CONSUMED, "never consumed");
        }
        Refuse unfinishable = firstOf(idle(session), unapproved(claim));
        if (unfinishable != null) {
            return unfinishable;
        }
        Report report = outcome.reportedAt(moment.now());
        String nonce = moment.nonce();
        return new Write(
                switch (outcome.kind()) {
                    case SUCCEEDED -> session.succeeded(claim, report, nonce);
                    case FAILED -> session.failed(claim, report, nonce);
                    case FAILED_RETRYABLE ->
                        triesLeft(session, moment.now()) > 1
                                ? session.failedRetryably(claim, report, nonce)
                                : session.failed(claim, report, nonce);
                });
    }

    /** Cancelling for the page. */
    Decision cancel(Session session, Predicate<Session> proof, Moment moment) {
        Refuse unproven = unproven(session, proof);
        return unproven != null ? unproven : cancel(session, moment);
    }

    /** Cancelling by the backend's own word. */
    Decision cancel(Session session, Moment moment) {
        if (session.state() == State.CANCELLED) {
            return new Keep();
        }
        Refuse over = over(session, moment.now());
        return over != null ? over : new Write(session.cancelled(moment.now(), moment.nonce()));
    }

    Decision check(Session session, Binding binding, Instant now) {
        Refuse unfinishable =
                firstOf(stale(session, binding), over(session, now), idle(session), unapproved(session.claim()));
        return unfinishable != null ? unfinishable : new Keep();
    }

    /** The detailed status, for the page. */
    Decision status(Session session, Predicate<Session> proof) {
        Refuse unproven = unproven(session, proof);
        return unproven != null ? unproven : new Keep();
    }

    /** What a finish with the recorded outcome led to, whatever happened to the session later. */
    static SessionState stateAfterFinish(Session session) {
        Report report = session.claim() == null ? null : session.claim().report();
        if (report == null) {
            throw new IllegalStateException("no outcome is recorded");
        }
        return switch (report.ending()) {
            case SUCCEEDED -> SessionState.SUCCEEDED;
            case FAILED -> SessionState.FAILED;
            case FAILED_RETRYABLE -> session.state() == State.FAILED ? SessionState.FAILED : SessionState.CREATED;
        };
    }

    /** Whether nothing can change the session any more, by this node's clock and key ring. */
    boolean isOver(Session session, Instant now) {
        return over(session, now) != null;
    }

    /** Whether this node can check and make tokens of a session of these terms. */
    boolean isKeyKnown(Terms terms) {
        return isInRing.test(terms.keyId());
    }

    /** How many tries may still be made, the one in progress included. */
    int triesLeft(Session session, Instant now) {
        return isOver(session, now) ? 0 : Math.max(0, policy.maxFailures() - session.failures());
    }

    /** What was minted before the first consumption is spent by it, also what another node's clock was ahead with. */
    private static boolean isSpent(Session session, AttemptId attempt) {
        return session.claim() != null
                && (attempt.fresh() || session.isSpent(attempt.minted().number()));
    }

    private @Nullable Refuse over(Session session, Instant now) {
        if (!isKeyKnown(session.terms())) {
            return KEY_HAS_LEFT;
        }
        String situation = null;
        if (session.state() == State.CANCELLED) {
            situation = "cancelled";
        } else if (session.state().isFinal()) {
            situation = "over by an outcome";
        } else if (!now.isBefore(session.terms().endsAt())) {
            situation = "over by time";
        } else if (session.isExhausted()) {
            situation = "a counter is at its end";
        }
        return situation == null ? null : new Refuse(Refusal.SESSION_EXPIRED, situation);
    }

    private @Nullable Refuse unproven(Session session, Predicate<Session> proof) {
        return policy.has(Safeguard.PAGE_PROOF) && !proof.test(session)
                ? new Refuse(Refusal.PAGE_PROOF_REQUIRED, "page proof: the page presents none, or a wrong one")
                : null;
    }

    private static @Nullable Refuse idle(Session session) {
        return session.state() == State.IN_PROGRESS
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
    private @Nullable Refuse unfitOrUnproven(Session session, Phone phone, Instant now) {
        Refuse unfit = unfit(session, phone, now);
        boolean isUnproven = unfit == null
                && policy.has(Safeguard.POSSESSION)
                && !phone.hasProvenPossession(session.nextConnection());
        return isUnproven ? new Refuse(Refusal.POSSESSION_REQUIRED, "possession: no signature") : unfit;
    }

    /** The same, whether the device proved possession or not. */
    private @Nullable Refuse unfit(Session session, Phone phone, Instant now) {
        AttemptId attempt = phone.attempt();
        if (!session.terms().equals(attempt.terms())) {
            return new Refuse(Refusal.HANDOFF_TOKEN_INVALID, "attempt of another generation");
        }
        Refuse over = over(session, now);
        if (over != null) {
            return over;
        }
        Claim claim = session.claim();
        return claim == null || !isBound(session, attempt) || isOfDevice(claim, phone)
                ? null
                : new Refuse(Refusal.HANDOFF_DEVICE_MISMATCH, "a device is bound, and this is another");
    }

    /** Why this binding may not speak for the session any more, null where it may. */
    private static @Nullable Refuse stale(Session session, Binding binding) {
        if (!binding.isOfLife(session)) {
            return new Refuse(Refusal.SESSION_NOT_FOUND, "another generation");
        }
        return binding.isLatest(session)
                ? null
                : new Refuse(Refusal.CONNECTION_REPLACED, "not the session's latest connection");
    }

    private @Nullable Refuse expired(Attempt attempt, Session session, Instant now) {
        Attempt latest = session.latest();
        if (policy.reissue() == Reissue.SUPERSEDE && latest != null && attempt.number() < latest.number()) {
            return new Refuse(Refusal.HANDOFF_TOKEN_EXPIRED, "reissue SUPERSEDE: a newer attempt was minted");
        }
        return now.isBefore(attempt.expiresAt()) ? null : new Refuse(Refusal.HANDOFF_TOKEN_EXPIRED, "token expired");
    }

    /** A negative age, from another node's clock, counts as inside. */
    private boolean isInWindow(Attempt latest, Instant now) {
        Duration age = Duration.between(latest.issuedAt(), now);
        return age.compareTo(policy.reuseWindow()) <= 0 && now.isBefore(latest.expiresAt());
    }

    /** Whether only the device of the claim may present this attempt. */
    private boolean isBound(Session session, AttemptId attempt) {
        return policy.bindingScope() == BindingScope.SESSION
                || session.state() == State.IN_PROGRESS
                || isSpent(session, attempt);
    }

    private static boolean isOfDevice(Claim claim, Phone phone) {
        return MessageDigest.isEqual(
                claim.deviceHash().getBytes(StandardCharsets.US_ASCII),
                phone.deviceHash().getBytes(StandardCharsets.US_ASCII));
    }
}
