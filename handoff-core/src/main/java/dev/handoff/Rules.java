package dev.handoff;

import dev.handoff.Decision.Keep;
import dev.handoff.Decision.Refuse;
import dev.handoff.Decision.Write;
import dev.handoff.internal.session.Attempt;
import dev.handoff.internal.session.Claim;
import dev.handoff.internal.session.Limits;
import dev.handoff.internal.session.Report;
import dev.handoff.internal.session.Session;
import dev.handoff.internal.session.State;
import dev.handoff.internal.session.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rules of {@code docs/protocol.md}, in its order, as a pure function of a session, what the caller presented, and
 * the moment. Knows no store, clock or randomness, and only the ids of keys. {@link Settlement} decides for all rules
 * what happens to a session without a record, or without its key.
 */
final class Rules {

    private final HandoffPolicy policy;
    private final Openings openings;
    private final Situations situations;

    Rules(HandoffPolicy policy, Situations situations) {
        this.policy = policy;
        this.openings = new Openings(policy);
        this.situations = situations;
    }

    /** Decides about the session that would become the first record. */
    Decision open(Session first, Instant now) {
        Refuse over = situations.over(first, now);
        return over != null ? over : new Write(first);
    }

    /** Decides about opening a session that has a record. */
    Decision openAgain(Session session, Instant now) {
        Refuse over = situations.over(session, now);
        return over != null ? over : new Keep();
    }

    /** Decides about minting for the page. */
    Decision mint(Session session, Predicate<Session> proof, Instant now) {
        Refuse unproven = situations.unproven(session, proof);
        return unproven != null ? unproven : mint(session, now);
    }

    /** Decides about minting for the bound phone, over its own connection. */
    Decision mint(Session session, Binding binding, Instant now) {
        Refuse stale = Situations.stale(session, binding);
        return stale != null ? stale : mint(session, now);
    }

    private Decision mint(Session session, Instant now) {
        Refuse over = situations.over(session, now);
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
            return new Refuse(Refusal.SESSION_EXPIRED, "the attempt numbers have reached their maximum");
        }
        return new Write(session.minted(openings.attempt(session.terms(), session.highestAttempt() + 1, now)));
    }

    Decision consume(Session session, Phone phone, Moment moment) {
        Refuse unfit = situations.unfitOrUnproven(session, phone, moment.now());
        if (unfit != null) {
            return unfit;
        }
        Attempt attempt = phone.attempt().minted();
        if (session.state() == State.IN_PROGRESS) {
            return new Refuse(Refusal.HANDOFF_TOKEN_CONSUMED, "in progress");
        }
        if (Situations.isSpent(session, phone.attempt())) {
            return new Refuse(Refusal.HANDOFF_TOKEN_CONSUMED, "spent");
        }
        Refuse expired = situations.expired(attempt, session, moment.now());
        return expired != null
                ? expired
                : new Write(session.claimed(attempt.number(), phone.deviceHash(), moment.now(), moment.nonce()));
    }

    /** Decides as consuming does, without a write. */
    Decision inspect(Session session, Phone phone, Moment moment) {
        Decision decision = consume(session, phone, moment);
        return decision instanceof Write ? new Keep() : decision;
    }

    /** Decides about cancelling for the person at a phone that could consume. */
    Decision decline(Session session, Phone phone, Moment moment) {
        Decision decision = consume(session, phone, moment);
        return decision instanceof Write ? new Write(session.cancelled(moment.now(), moment.nonce())) : decision;
    }

    /**
     * Decides about resuming. Any code of the session is good, because a caller with the device id and any code also
     * had the code that was consumed.
     */
    Decision resume(Session session, Phone phone, Moment moment) {
        Refuse unfit = situations.unfitOrUnproven(session, phone, moment.now());
        if (unfit != null) {
            return unfit;
        }
        Attempt attempt = phone.attempt().minted();
        Claim claim = session.claim();
        if (claim != null && session.state() == State.IN_PROGRESS) {
            return new Write(session.resumed(claim, moment.nonce()));
        }
        if (Situations.isSpent(session, phone.attempt())) {
            return new Refuse(Refusal.HANDOFF_ATTEMPT_OVER, "no attempt is in progress any more");
        }
        Refuse expired = situations.expired(attempt, session, moment.now());
        return expired != null ? expired : new Refuse(Refusal.HANDOFF_NOT_CONSUMED, "not consumed");
    }

    /** Decides about giving a phone the text to sign before it consumes or resumes. */
    Decision challenge(Session session, Phone phone, Instant now) {
        Refuse unfit = situations.unfit(session, phone, now);
        return unfit != null ? unfit : new Keep();
    }

    /** Decides about showing the digits to pick from. */
    Decision matchChoices(Session session, Predicate<Session> proof, Instant now) {
        Refuse unpickable = firstOf(situations.unproven(session, proof), situations.over(session, now));
        if (unpickable != null) {
            return unpickable;
        }
        if (session.claim() == null) {
            return new Refuse(Refusal.HANDOFF_NOT_CONSUMED, "no phone came yet");
        }
        Refuse idle = Situations.idle(session);
        return idle != null ? idle : new Keep();
    }

    /** Decides about picked digits: the right digits approve the phone, any others cancel the session. */
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
        Refuse stale = Situations.stale(session, binding);
        return stale != null ? stale : finish(session, outcome, moment);
    }

    /** Decides about finishing for the backend. */
    Decision finish(Session session, Outcome outcome, Moment moment) {
        Claim claim = session.claim();
        Report reported = claim == null ? null : claim.report();
        if (reported != null && outcome.equals(Outcome.of(reported))) {
            return new Keep();
        }
        Refuse over = situations.over(session, moment.now());
        if (over != null) {
            return over;
        }
        if (claim == null) {
            return new Refuse(Refusal.HANDOFF_NOT_CONSUMED, "never consumed");
        }
        Refuse unfinishable = firstOf(Situations.idle(session), situations.unapproved(claim));
        if (unfinishable != null) {
            return unfinishable;
        }
        Report report = outcome.reportedAt(session.notBeforeClaim(moment.now()));
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

    /** Decides about cancelling for the page. */
    Decision cancel(Session session, Predicate<Session> proof, Moment moment) {
        Refuse unproven = situations.unproven(session, proof);
        return unproven != null ? unproven : cancel(session, moment);
    }

    /** Decides about cancelling for the backend. */
    Decision cancel(Session session, Moment moment) {
        if (session.state() == State.CANCELLED) {
            return new Keep();
        }
        Refuse over = situations.over(session, moment.now());
        return over != null ? over : new Write(session.cancelled(moment.now(), moment.nonce()));
    }

    Decision check(Session session, Binding binding, Instant now) {
        Refuse unfinishable = firstOf(
                Situations.stale(session, binding),
                situations.over(session, now),
                Situations.idle(session),
                situations.unapproved(session.claim()));
        return unfinishable != null ? unfinishable : new Keep();
    }

    /** Decides about the detailed status for the page. */
    Decision status(Session session, Predicate<Session> proof) {
        Refuse unproven = situations.unproven(session, proof);
        return unproven != null ? unproven : new Keep();
    }

    /** Returns the state to which the recorded outcome led, whatever happened to the session later. */
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

    /** Checks whether the session is over, by this node's clock and key ring. */
    boolean isOver(Session session, Instant now) {
        return situations.over(session, now) != null;
    }

    /** Checks whether this node has the key of a session with these terms. */
    boolean isKeyKnown(Terms terms) {
        return situations.isKeyKnown(terms);
    }

    /** Returns how many tries may still be made, the one in progress included. */
    int triesLeft(Session session, Instant now) {
        return isOver(session, now) ? 0 : Math.max(0, policy.maxFailures() - session.failures());
    }

    /**
     * Checks whether the attempt is in its reuse window. A negative age, from the clock of another node, counts as
     * inside.
     */
    private boolean isInWindow(Attempt latest, Instant now) {
        Duration age = Duration.between(latest.issuedAt(), now);
        return age.compareTo(policy.reuseWindow()) <= 0 && now.isBefore(latest.expiresAt());
    }

    /**
     * Returns the first refusal, because the tables of the page are read from top to bottom; null if there is no
     * refusal.
     */
    private static @Nullable Refuse firstOf(@Nullable Refuse... rows) {
        for (Refuse row : rows) {
            if (row != null) {
                return row;
            }
        }
        return null;
    }
}
