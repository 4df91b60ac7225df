package dev.handoff.model;

import static dev.handoff.Refusal.APPROVAL_REQUIRED;
import static dev.handoff.Refusal.HANDOFF_ATTEMPT_OVER;
import static dev.handoff.Refusal.HANDOFF_NOT_CONSUMED;
import static dev.handoff.Refusal.SESSION_EXPIRED;
import static dev.handoff.Refusal.SESSION_IN_PROGRESS;
import static dev.handoff.model.Sight.no;

import dev.handoff.HandoffPolicy;
import dev.handoff.Outcome;
import dev.handoff.Safeguard;
import dev.handoff.SessionState;
import dev.handoff.model.Answer.Became;
import dev.handoff.model.Answer.Choices;
import dev.handoff.model.Answer.Minted;
import dev.handoff.model.Answer.Opened;
import dev.handoff.model.Answer.Public;
import dev.handoff.model.Answer.Purged;
import dev.handoff.model.Answer.Started;
import dev.handoff.model.Kept.Attempt;
import dev.handoff.model.Kept.Claim;
import dev.handoff.model.Kept.Report;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Returns the expected answer of each call of a page, a host or the backend, and the state of the session after the
 * call. {@link PhoneOracle} does the same for the calls of a phone. Both are written from {@code docs/protocol.md} and
 * share no code with the library. Each method follows the page's table of its call from top to bottom. The methods are
 * pure, and instants are milliseconds.
 */
final class Oracle {

    /** The expected answer of a call, and the world after the call. */
    record Expected(World next, Answer answer) {}

    private final HandoffPolicy policy;
    private final Sight sight;

    Oracle(HandoffPolicy policy) {
        this.policy = policy;
        this.sight = new Sight(policy);
    }

    /** Returns the expected answer and world of a call. A refused call changes nothing. */
    static Expected ask(World world, Supplier<Expected> call) {
        try {
            return call.get();
        } catch (Sight.No no) {
            return new Expected(world, new Answer.No(no.reason));
        }
    }

    Expected open(World world, @Nullable Long until, long now) {
        Kept kept = world.kept();
        if (kept != null && !sight.unstored) {
            no(sight.isOver(kept, now), SESSION_EXPIRED);
            return new Expected(world, new Opened(sight.status(kept, now), null));
        }
        Proof opened = opened(world, until, now);
        Kept created = Kept.created(opened.life(), opened.end(), null);
        return new Expected(begun(world, created), new Opened(sight.status(created, now), given(opened)));
    }

    Expected start(World world, long now) {
        if (world.kept() != null && !sight.unstored) {
            Expected again = minted(world, sight.ofPage(world, null, now), now);
            return new Expected(again.next(), new Started(((Minted) again.answer()).code(), null));
        }
        Proof opened = opened(world, null, now);
        Kept created = Kept.created(opened.life(), opened.end(), sight.attempt(1, now, opened.end()));
        return new Expected(begun(world, created), new Started(Sight.codeOf(created), given(opened)));
    }

    private Proof opened(World world, @Nullable Long until, long now) {
        long end = until == null ? now + policy.sessionLifetime().toMillis() : until;
        no(now >= end, SESSION_EXPIRED);
        return new Proof(world.lives() + 1, now, end);
    }

    private World begun(World world, Kept created) {
        return new World(sight.unstored ? world.kept() : created, created.life());
    }

    private @Nullable Proof given(Proof opened) {
        return sight.asksFor(Safeguard.PAGE_PROOF) ? opened : null;
    }

    Expected mint(World world, @Nullable Proof proof, long now) {
        return minted(world, sight.ofPage(world, proof, now), now);
    }

    Expected mint(World world, Link link, long now) {
        return minted(world, sight.ofConnection(world, link), now);
    }

    private Expected minted(World world, Kept kept, long now) {
        no(sight.isOver(kept, now), SESSION_EXPIRED);
        no(sight.isInProgress(kept), SESSION_IN_PROGRESS);
        Attempt latest = kept.latest();
        boolean reused = latest != null
                && now - latest.issued() <= policy.reuseWindow().toMillis()
                && now < latest.expires()
                && !sight.isSpent(kept, latest.number(), false);
        if (world.kept() == null || reused) {
            return new Expected(world, new Minted(Sight.codeOf(kept)));
        }
        Kept next = kept.minted(sight.attempt(latest == null ? 1 : latest.number() + 1, now, kept.end()));
        return new Expected(world.with(next), new Minted(Sight.codeOf(next)));
    }

    Expected choices(World world, @Nullable Proof proof, long now) {
        pickable(world, proof, now);
        return new Expected(world, new Choices());
    }

    /** The person picks the digits that the phone of this connection shows. */
    Expected pick(World world, @Nullable Proof proof, Link shown, long now) {
        Kept kept = pickable(world, proof, now);
        Claim claim = Objects.requireNonNull(kept.claim());
        if (shown.life() != kept.life() || shown.attempt() != claim.attempt()) {
            return cancelled(world, kept, now);
        }
        World approved = claim.approved() ? world : world.with(kept.claimed(claim.approve()));
        return new Expected(approved, new Became(SessionState.IN_PROGRESS));
    }

    private Kept pickable(World world, @Nullable Proof proof, long now) {
        Kept kept = sight.ofPage(world, proof, now);
        no(sight.isOver(kept, now), SESSION_EXPIRED);
        no(kept.claim() == null, HANDOFF_NOT_CONSUMED);
        no(!sight.isInProgress(kept), HANDOFF_ATTEMPT_OVER);
        return kept;
    }

    Expected finish(World world, Link link, Outcome outcome, long now) {
        return finish(world, sight.ofConnection(world, link), outcome, now);
    }

    Expected finish(World world, Outcome outcome, long now) {
        return finish(world, sight.ofBackend(world), outcome, now);
    }

    private Expected finish(World world, Kept kept, Outcome outcome, long now) {
        Report before = kept.report();
        if (before != null && before.outcome().equals(outcome)) {
            return new Expected(world, new Became(resultOf(outcome, kept.failures())));
        }
        atWork(kept, now);
        Claim claim = Objects.requireNonNull(kept.claim());
        int failures = kept.failures() + (outcome.kind() == Outcome.Kind.SUCCEEDED ? 0 : 1);
        SessionState next = resultOf(outcome, failures);
        // attempts that were minted before a retryable failure are spent
        Claim spent = claim.spent(Objects.requireNonNull(kept.latest()).number());
        // another node's clock may have been ahead when the phone consumed
        long reported = Math.max(now, claim.at());
        Long over = next == SessionState.CREATED ? null : reported;
        return new Expected(
                world.with(kept.reported(next, failures, spent, new Report(outcome, reported), over)),
                new Became(next));
    }

    private SessionState resultOf(Outcome outcome, int failures) {
        return switch (outcome.kind()) {
            case SUCCEEDED -> SessionState.SUCCEEDED;
            case FAILED -> SessionState.FAILED;
            case FAILED_RETRYABLE -> failures < policy.maxFailures() ? SessionState.CREATED : SessionState.FAILED;
        };
    }

    Expected check(World world, Link link, long now) {
        Kept kept = sight.ofConnection(world, link);
        atWork(kept, now);
        return sight.stands(world, kept, now);
    }

    private void atWork(Kept kept, long now) {
        no(sight.isOver(kept, now), SESSION_EXPIRED);
        no(kept.claim() == null, HANDOFF_NOT_CONSUMED);
        no(!sight.isInProgress(kept), HANDOFF_ATTEMPT_OVER);
        no(
                sight.asksFor(Safeguard.MATCH_CODE)
                        && !Objects.requireNonNull(kept.claim()).approved(),
                APPROVAL_REQUIRED);
    }

    Expected cancel(World world, long now) {
        if (sight.unstored && world.kept() == null) {
            long end = now
                    + policy.sessionLifetime().toMillis()
                    + policy.retention().toMillis();
            return cancelled(world, Kept.created(Kept.EVERY_LIFE, end, null), now);
        }
        return cancel(world, sight.ofBackend(world), now);
    }

    Expected cancel(World world, @Nullable Proof proof, long now) {
        return cancel(world, sight.ofPage(world, proof, now), now);
    }

    private Expected cancel(World world, Kept kept, long now) {
        if (kept.state() == SessionState.CANCELLED) {
            return new Expected(world, new Became(SessionState.CANCELLED));
        }
        no(sight.isOver(kept, now), SESSION_EXPIRED);
        return cancelled(world, kept, now);
    }

    static Expected cancelled(World world, Kept kept, long now) {
        long completed = kept.claim() == null ? now : Math.max(now, kept.claim().at());
        return new Expected(world.with(kept.cancelled(completed)), new Became(SessionState.CANCELLED));
    }

    Expected status(World world, @Nullable Proof proof, long now) {
        return sight.stands(world, sight.ofStatusReader(world, proof, now), now);
    }

    Expected backendStatus(World world, long now) {
        return sight.stands(world, sight.ofBackend(world), now);
    }

    Expected publicStatus(World world, long now) {
        Kept kept = sight.ofBackend(world);
        return new Expected(world, new Public(sight.stateOf(kept, now), sight.isSameDeviceOnly(kept, now)));
    }

    Expected purge(World world, long now) {
        Kept kept = world.kept();
        boolean gone = kept != null && kept.end() < now - policy.retention().toMillis();
        return new Expected(gone ? world.with(null) : world, new Purged(gone ? 1 : 0));
    }
}
