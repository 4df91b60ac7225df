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
import dev.handoff.model.Kept.Attempt;
import dev.handoff.model.Kept.Claim;
import dev.handoff.model.Kept.Report;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which session a caller speaks of, whether it has a record or not, and how it stands. */
final class Sight {

    final HandoffPolicy policy;
    final boolean unstored;

    Sight(HandoffPolicy policy) {
        this.policy = policy;
        this.unstored = policy.opening() == Opening.UNSTORED;
    }

    /** A "no" on the way through a table. */
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

    /** For a page that mints, asks for the digits, picks or cancels. */
    Kept ofPage(World world, @Nullable Proof proof, long now) {
        no(unstored && (proof == null || !proof.isAuthentic()), PAGE_PROOF_REQUIRED);
        return ofWhoeverLooks(world, proof, now);
    }

    /** For a page that asks for the status. */
    Kept ofWhoeverLooks(World world, @Nullable Proof proof, long now) {
        Kept kept = world.kept();
        boolean authentic = proof != null && proof.isAuthentic();
        if (kept == null) {
            no(!unstored || !authentic, SESSION_NOT_FOUND);
            Attempt first = new Attempt(1, proof.opened(), 0);
            return unseen(proof.life(), proof.end(), first, now);
        }
        boolean proven = authentic && (proof.life() == kept.life() || kept.life() == Kept.EVERY_LIFE);
        no(asksFor(Safeguard.PAGE_PROOF) && !proven, PAGE_PROOF_REQUIRED);
        // what the backend cancelled ends for a page when its proof says so
        return kept.life() == Kept.EVERY_LIFE ? kept.inLife(proof.life(), proof.end()) : kept;
    }

    /** For a phone that presents an authentic code. */
    Kept ofPhone(World world, Code code, long now) {
        Kept kept = world.kept();
        if (kept == null) {
            no(!unstored || !code.first(), SESSION_NOT_FOUND);
            return unseen(code.life(), code.end(), new Attempt(code.number(), code.issued(), 0), now);
        }
        no(kept.life() != Kept.EVERY_LIFE && kept.life() != code.life(), HANDOFF_TOKEN_INVALID);
        return kept;
    }

    /** For a host that has a connection. */
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

    /** An unstored session without a record: the clock says which attempt it has come to. */
    private Kept unseen(int life, long end, Attempt known, long now) {
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

    /** Consumed, or a later one was, or a retryable failure came after it was minted. */
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
