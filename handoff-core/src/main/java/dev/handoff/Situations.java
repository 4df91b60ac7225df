package dev.handoff;

import dev.handoff.Decision.Refuse;
import dev.handoff.HandoffPolicy.BindingScope;
import dev.handoff.HandoffPolicy.Reissue;
import dev.handoff.internal.session.Attempt;
import dev.handoff.internal.session.Claim;
import dev.handoff.internal.session.Session;
import dev.handoff.internal.session.State;
import dev.handoff.internal.session.Terms;
import dev.handoff.internal.token.AttemptId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The situations of {@code docs/protocol.md} in which several calls are refused. Each method returns the refusal, or
 * null if the session is not in that situation. Pure.
 */
final class Situations {

    /** Without its key, a session's record can't be verified: the session is over, whatever its state. */
    static final Refuse KEY_HAS_LEFT = new Refuse(Refusal.SESSION_EXPIRED, "the session's key has left the ring");

    private final HandoffPolicy policy;
    private final IntPredicate isInRing;

    /**
     * Makes the situations of a policy.
     *
     * @param isInRing whether the key with this id is in the ring
     */
    Situations(HandoffPolicy policy, IntPredicate isInRing) {
        this.policy = policy;
        this.isInRing = isInRing;
    }

    /** Checks whether this node has the key of a session with these terms. */
    boolean isKeyKnown(Terms terms) {
        return isInRing.test(terms.keyId());
    }

    /**
     * Checks whether an attempt is spent. The first consumption spends every attempt that was minted before it, also an
     * attempt with a higher number, minted by a node whose clock was ahead.
     */
    static boolean isSpent(Session session, AttemptId attempt) {
        return session.claim() != null
                && (attempt.fresh() || session.isSpent(attempt.minted().number()));
    }

    @Nullable
    Refuse over(Session session, Instant now) {
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
            situation = "a counter has reached its maximum";
        }
        return situation == null ? null : new Refuse(Refusal.SESSION_EXPIRED, situation);
    }

    @Nullable
    Refuse unproven(Session session, Predicate<Session> proof) {
        return policy.has(Safeguard.PAGE_PROOF) && !proof.test(session)
                ? new Refuse(Refusal.PAGE_PROOF_REQUIRED, "page proof: the page presents no proof or a wrong one")
                : null;
    }

    static @Nullable Refuse idle(Session session) {
        return session.state() == State.IN_PROGRESS
                ? null
                : new Refuse(Refusal.HANDOFF_ATTEMPT_OVER, "not in progress");
    }

    @Nullable
    Refuse unapproved(@Nullable Claim claim) {
        return policy.has(Safeguard.MATCH_CODE) && claim != null && !claim.approved()
                ? new Refuse(Refusal.APPROVAL_REQUIRED, "match code: the phone is not approved yet")
                : null;
    }

    /** Returns the refusal that consume and resume have in common, or null. */
    @Nullable
    Refuse unfitOrUnproven(Session session, Phone phone, Instant now) {
        Refuse unfit = unfit(session, phone, now);
        boolean isUnproven = unfit == null
                && policy.has(Safeguard.POSSESSION)
                && !phone.hasProvenPossession(session.nextConnection());
        return isUnproven ? new Refuse(Refusal.POSSESSION_REQUIRED, "possession: no signature") : unfit;
    }

    /** Returns the same refusal as {@link #unfitOrUnproven}, without a check of possession. */
    @Nullable
    Refuse unfit(Session session, Phone phone, Instant now) {
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

    /** Returns why this binding may not act for the session any more, or null if it may. */
    static @Nullable Refuse stale(Session session, Binding binding) {
        if (!binding.isOfGeneration(session)) {
            return new Refuse(Refusal.SESSION_NOT_FOUND, "another generation");
        }
        return binding.isLatest(session)
                ? null
                : new Refuse(Refusal.CONNECTION_REPLACED, "not the session's latest connection");
    }

    @Nullable
    Refuse expired(Attempt attempt, Session session, Instant now) {
        Attempt latest = session.latest();
        if (policy.reissue() == Reissue.SUPERSEDE && latest != null && attempt.number() < latest.number()) {
            return new Refuse(Refusal.HANDOFF_TOKEN_EXPIRED, "reissue SUPERSEDE: a newer attempt was minted");
        }
        return now.isBefore(attempt.expiresAt()) ? null : new Refuse(Refusal.HANDOFF_TOKEN_EXPIRED, "token expired");
    }

    /** Checks whether only the device of the claim may present this attempt. */
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
