package dev.handoff.model;

import static dev.handoff.Refusal.HANDOFF_TOKEN_INVALID;
import static dev.handoff.Refusal.PAGE_PROOF_REQUIRED;
import static dev.handoff.Refusal.SESSION_NOT_FOUND;

import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffPolicy.BindingScope;
import dev.handoff.HandoffPolicy.Opening;
import dev.handoff.Refusal;
import dev.handoff.Safeguard;
import dev.handoff.SessionState;
import dev.handoff.SessionStatus;
import dev.handoff.SessionStatus.Approval;
import dev.handoff.SessionStatus.LastClaim;
import dev.handoff.model.Answer.Stands;
import dev.handoff.model.Kept.Attempt;
import dev.handoff.model.Kept.Claim;
import dev.handoff.model.Kept.Report;
import dev.handoff.model.Oracle.Expected;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Returns the session that a caller means, with or without a record, and its status. */
final class Sight {

    final HandoffPolicy policy;
    final boolean unstored;

    Sight(HandoffPolicy policy) {
        this.policy = policy;
        this.unstored = policy.opening() == Opening.UNSTORED;
    }

    /** A refusal by a row of a table: it ends the call. */
    static final class No extends RuntimeException {

        private static final long serialVersionUID = 1L;

        final Refusal reason;

        No(Refusal reason) {
            super(reason.code(), null, false, false);
            this.reason = reason;
        }
    }

    static void no(boolean situation, Refusal reason) {
        if (situation) {
            throw new No(reason);
        }
    }

    boolean asksFor(Safeguard safeguard) {
        return policy.safeguards().contains(safeguard);
    }

    /** Returns the session of a page that mints, asks for the digits, picks or cancels. */
    Kept ofPage(World world, @Nullable Proof proof, long now) {
        no(unstored && (proof == null || !proof.isAuthentic()), PAGE_PROOF_REQUIRED);
        return ofStatusReader(world, proof, now);
    }

    /** Returns the session of a page that asks for the status. */
    Kept ofStatusReader(World world, @Nullable Proof proof, long now) {
        Kept kept = world.kept();
        boolean authentic = proof != null && proof.isAuthentic();
        if (kept == null) {
            no(!unstored || !authentic, SESSION_NOT_FOUND);
            Attempt first = new Attempt(1, proof.opened(), 0);
            return withoutRecord(proof.life(), proof.end(), first, now);
        }
        boolean proven = authentic && (proof.life() == kept.life() || kept.life() == Kept.EVERY_LIFE);
        no(asksFor(Safeguard.PAGE_PROOF) && !proven, PAGE_PROOF_REQUIRED);
        // a session that the backend cancelled without a record has the end that the page's proof names
        return kept.life() == Kept.EVERY_LIFE ? kept.inLife(proof.life(), proof.end()) : kept;
    }

    /** Returns the session of a phone that presents an authentic code. */
    Kept ofPhone(World world, Code code, long now) {
        Kept kept = world.kept();
        if (kept == null) {
            no(!unstored || !code.first(), SESSION_NOT_FOUND);
            return withoutRecord(code.life(), code.end(), new Attempt(code.number(), code.issued(), 0), now);
        }
        no(kept.life() != Kept.EVERY_LIFE && kept.life() != code.life(), HANDOFF_TOKEN_INVALID);
        return kept;
    }

    /** Returns the session of a host that has a connection. */
    Kept ofConnection(World world, Link link) {
        Kept kept = ofBackend(world);
        no(kept.life() != link.life(), SESSION_NOT_FOUND);
        no(kept.claim() == null || kept.claim().connection() != link.connection(), Refusal.CONNECTION_REPLACED);
        return kept;
    }

    Kept ofBackend(World world) {
        no(world.kept() == null, SESSION_NOT_FOUND);
        return world.kept();
    }

    /** Returns an unstored session without a record: its latest attempt follows from the clock. */
    private Kept withoutRecord(int life, long end, Attempt known, long now) {
        no(now >= end + policy.retention().toMillis(), SESSION_NOT_FOUND);
        long window = policy.reuseWindow().toMillis();
        long windows = Math.max(0, now - known.issued()) / window;
        long issued = known.issued() + windows * window;
        return Kept.created(life, end, attempt((int) (known.number() + windows), issued, end));
    }

    Attempt attempt(int number, long issued, long end) {
        return new Attempt(
                number, issued, Math.min(issued + policy.tokenLifetime().toMillis(), end));
    }

    static Code codeOf(Kept kept) {
        Attempt latest = kept.latest();
        return new Code(
                kept.life(), latest.number(), latest.issued(), latest.expires(), kept.end(), kept.claim() == null);
    }

    static boolean isFinal(SessionState state) {
        return state != SessionState.CREATED && state != SessionState.IN_PROGRESS;
    }

    boolean isOver(Kept kept, long now) {
        return isFinal(kept.state()) || now >= kept.end();
    }

    boolean isInProgress(Kept kept) {
        return kept.state() == SessionState.IN_PROGRESS;
    }

    /** Checks whether this or a later attempt was consumed, or a retryable failure came after this one was minted. */
    boolean isSpent(Kept kept, int number, boolean first) {
        Claim claim = kept.claim();
        return claim != null && (number <= claim.spentTo() || (first && unstored));
    }

    SessionState stateOf(Kept kept, long now) {
        return !isFinal(kept.state()) && now >= kept.end() ? SessionState.EXPIRED : kept.state();
    }

    boolean isSameDeviceOnly(Kept kept, long now) {
        return kept.claim() != null
                && (policy.bindingScope() == BindingScope.SESSION || stateOf(kept, now) != SessionState.CREATED);
    }

    /** Returns the number of the latest connection, 0 if no phone has connected. */
    static int connections(Kept kept) {
        Claim claim = kept.claim();
        return claim == null ? 0 : claim.connection();
    }

    Expected stands(World world, Kept kept, long now) {
        return new Expected(world, new Stands(status(kept, now)));
    }

    SessionStatus status(Kept kept, long now) {
        SessionState state = stateOf(kept, now);
        return new SessionStatus(
                state,
                isSameDeviceOnly(kept, now),
                isOver(kept, now) ? 0 : policy.maxFailures() - kept.failures(),
                Instant.ofEpochMilli(kept.end()),
                Optional.ofNullable(kept.completed()).map(Instant::ofEpochMilli),
                Optional.ofNullable(kept.claim()).map(claim -> lastClaim(kept, claim, state)),
                approval(kept),
                kept.writes(),
                "");
    }

    private Optional<Approval> approval(Kept kept) {
        Claim claim = kept.claim();
        return asksFor(Safeguard.MATCH_CODE)
                ? Optional.of(claim != null && claim.approved() ? Approval.GIVEN : Approval.REQUIRED)
                : Optional.empty();
    }

    private static LastClaim lastClaim(Kept kept, Claim claim, SessionState state) {
        Report report = kept.report();
        Instant at = Instant.ofEpochMilli(claim.at());
        if (report == null) {
            return new LastClaim(
                    state,
                    at,
                    Optional.empty(),
                    false,
                    Optional.ofNullable(kept.completed()).map(Instant::ofEpochMilli));
        }
        String code = report.outcome().failureCode();
        return new LastClaim(
                code == null ? SessionState.SUCCEEDED : SessionState.FAILED,
                at,
                Optional.ofNullable(code),
                state == SessionState.CREATED,
                Optional.of(Instant.ofEpochMilli(report.at())));
    }
}
