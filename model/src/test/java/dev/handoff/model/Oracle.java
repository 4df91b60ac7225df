package dev.handoff.model;

import static dev.handoff.Refusal.APPROVAL_REQUIRED;
import static dev.handoff.Refusal.HANDOFF_ATTEMPT_OVER;
import static dev.handoff.Refusal.HANDOFF_DEVICE_MISMATCH;
import static dev.handoff.Refusal.HANDOFF_NOT_CONSUMED;
import static dev.handoff.Refusal.HANDOFF_TOKEN_CONSUMED;
import static dev.handoff.Refusal.HANDOFF_TOKEN_EXPIRED;
import static dev.handoff.Refusal.POSSESSION_REQUIRED;
import static dev.handoff.Refusal.SESSION_EXPIRED;
import static dev.handoff.Refusal.SESSION_IN_PROGRESS;
import static dev.handoff.model.Sight.no;

import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffPolicy.BindingScope;
import dev.handoff.HandoffPolicy.Reissue;
import dev.handoff.Outcome;
import dev.handoff.Safeguard;
import dev.handoff.SessionState;
import dev.handoff.model.Answer.Became;
import dev.handoff.model.Answer.Challenge;
import dev.handoff.model.Answer.Choices;
import dev.handoff.model.Answer.Connected;
import dev.handoff.model.Answer.Minted;
import dev.handoff.model.Answer.Opened;
import dev.handoff.model.Answer.Public;
import dev.handoff.model.Answer.Purged;
import dev.handoff.model.Answer.Stands;
import dev.handoff.model.Answer.Started;
import dev.handoff.model.Kept.Attempt;
import dev.handoff.model.Kept.Claim;
import dev.handoff.model.Kept.Report;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The protocol once more, written from {@code docs/protocol.md} and sharing no code with the library: what each call
 * answers, and what the session is afterwards. Each method reads like the page's table of that call, from top to
 * bottom. Pure; instants are milliseconds.
 */
final class Oracle {

    /** What a call answers, and the world afterwards. */
    record Told(World next, Answer answer) {}

    /** What a phone signs in its hello: nothing, or the challenge for a connection. */
    static final int NO_SIGNATURE = -1;

    private final HandoffPolicy policy;
    private final Sight sight;

    Oracle(HandoffPolicy policy) {
        this.policy = policy;
        this.sight = new Sight(policy);
    }

    /** A call's answer in this world: a refused one changes nothing. */
    static Told ask(World world, Supplier<Told> call) {
        try {
            return call.get();
        } catch (Sight.No no) {
            return new Told(world, new Answer.No(no.reason));
        }
    }

    Told open(World world, @Nullable Long until, long now) {
        Kept kept = world.kept();
        if (kept != null && !sight.unstored) {
            no(sight.isOver(kept, now), SESSION_EXPIRED);
            return new Told(world, new Opened(sight.status(kept, now), null));
        }
        Proof opened = opened(world, until, now);
        Kept created = Kept.created(opened.life(), opened.end(), null);
        return new Told(begun(world, created), new Opened(sight.status(created, now), given(opened)));
    }

    Told start(World world, long now) {
        if (world.kept() != null && !sight.unstored) {
            Told again = minted(world, sight.ofPage(world, null, now), now);
            return new Told(again.next(), new Started(((Minted) again.answer()).code(), null));
        }
        Proof opened = opened(world, null, now);
        Kept created = Kept.created(opened.life(), opened.end(), sight.attempt(1, now, opened.end()));
        return new Told(begun(world, created), new Started(Sight.codeOf(created), given(opened)));
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

    Told mint(World world, @Nullable Proof proof, long now) {
        return minted(world, sight.ofPage(world, proof, now), now);
    }

    Told mint(World world, Link link, long now) {
        return minted(world, sight.ofConnection(world, link), now);
    }

    private Told minted(World world, Kept kept, long now) {
        no(sight.isOver(kept, now), SESSION_EXPIRED);
        no(sight.isInProgress(kept), SESSION_IN_PROGRESS);
        Attempt latest = kept.latest();
        boolean reused = latest != null
                && now - latest.issued() <= policy.reuseWindow().toMillis()
                && now < latest.expires()
                && !sight.isSpent(kept, latest.number(), false);
        if (world.kept() == null || reused) {
            return new Told(world, new Minted(Sight.codeOf(kept)));
        }
        Kept next = kept.minted(sight.attempt(latest == null ? 1 : latest.number() + 1, now, kept.end()));
        return new Told(world.with(next), new Minted(Sight.codeOf(next)));
    }

    Told consume(World world, Code code, String device, int signed, long now) {
        Kept kept = consumable(world, code, device, signed, now);
        Claim claim = new Claim(code.number(), device, now, connections(kept) + 1, code.number(), false);
        return connected(world, kept, claim);
    }

    private static Told connected(World world, Kept kept, Claim claim) {
        Link link = new Link(kept.life(), claim.attempt(), claim.connection());
        return new Told(world.with(kept.claimed(claim)), new Connected(link));
    }

    Told inspect(World world, Code code, String device, int signed, long now) {
        return stands(world, consumable(world, code, device, signed, now), now);
    }

    private Kept consumable(World world, Code code, String device, int signed, long now) {
        Kept kept = known(world, code, device, now);
        possessed(kept, signed);
        no(sight.isInProgress(kept) || sight.isSpent(kept, code.number(), code.first()), HANDOFF_TOKEN_CONSUMED);
        no(now >= code.expires() || isSuperseded(kept, code), HANDOFF_TOKEN_EXPIRED);
        return kept;
    }

    Told resume(World world, Code code, String device, int signed, long now) {
        Kept kept = known(world, code, device, now);
        possessed(kept, signed);
        Claim claim = kept.claim();
        if (claim != null && sight.isInProgress(kept)) {
            return connected(world, kept, claim.resumed());
        }
        no(sight.isSpent(kept, code.number(), code.first()), HANDOFF_ATTEMPT_OVER);
        no(now >= code.expires() || isSuperseded(kept, code), HANDOFF_TOKEN_EXPIRED);
        throw new Sight.No(HANDOFF_NOT_CONSUMED);
    }

    Told challenge(World world, Code code, String device, long now) {
        Kept kept = known(world, code, device, now);
        return new Told(world, new Challenge(code, connections(kept) + 1));
    }

    /** The first rows of all that a phone asks for. */
    private Kept known(World world, Code code, String device, long now) {
        Kept kept = sight.ofPhone(world, code, now);
        no(sight.isOver(kept, now), SESSION_EXPIRED);
        Claim claim = kept.claim();
        boolean bound = claim != null
                && (policy.bindingScope() == BindingScope.SESSION
                        || sight.isInProgress(kept)
                        || sight.isSpent(kept, code.number(), code.first()));
        no(bound && !device.equals(claim.device()), HANDOFF_DEVICE_MISMATCH);
        return kept;
    }

    private void possessed(Kept kept, int signed) {
        no(sight.asksFor(Safeguard.POSSESSION) && signed != connections(kept) + 1, POSSESSION_REQUIRED);
    }

    private boolean isSuperseded(Kept kept, Code code) {
        return policy.reissue() == Reissue.SUPERSEDE
                && code.number() < Objects.requireNonNull(kept.latest()).number();
    }

    static int connections(Kept kept) {
        Claim claim = kept.claim();
        return claim == null ? 0 : claim.connection();
    }

    Told choices(World world, @Nullable Proof proof, long now) {
        pickable(world, proof, now);
        return new Told(world, new Choices());
    }

    /** The person picks what the phone of this connection shows. */
    Told pick(World world, @Nullable Proof proof, Link shown, long now) {
        Kept kept = pickable(world, proof, now);
        Claim claim = Objects.requireNonNull(kept.claim());
        if (shown.life() != kept.life() || shown.attempt() != claim.attempt()) {
            return cancelled(world, kept, now);
        }
        World approved = claim.approved() ? world : world.with(kept.claimed(claim.approve()));
        return new Told(approved, new Became(SessionState.IN_PROGRESS));
    }

    private Kept pickable(World world, @Nullable Proof proof, long now) {
        Kept kept = sight.ofPage(world, proof, now);
        no(sight.isOver(kept, now), SESSION_EXPIRED);
        no(kept.claim() == null, HANDOFF_NOT_CONSUMED);
        no(!sight.isInProgress(kept), HANDOFF_ATTEMPT_OVER);
        return kept;
    }

    Told finish(World world, Link link, Outcome outcome, long now) {
        return finish(world, sight.ofConnection(world, link), outcome, now);
    }

    Told finish(World world, Outcome outcome, long now) {
        return finish(world, sight.ofBackend(world), outcome, now);
    }

    private Told finish(World world, Kept kept, Outcome outcome, long now) {
        Report before = kept.report();
        if (before != null && before.outcome().equals(outcome)) {
            return new Told(world, new Became(resultOf(outcome, kept.failures())));
        }
        atWork(kept, now);
        Claim claim = Objects.requireNonNull(kept.claim());
        int failures = kept.failures() + (outcome.kind() == Outcome.Kind.SUCCEEDED ? 0 : 1);
        SessionState next = resultOf(outcome, failures);
        // what was minted before a retryable failure is spent
        Claim spent = claim.spent(Objects.requireNonNull(kept.latest()).number());
        Long over = next == SessionState.CREATED ? null : now;
        return new Told(
                world.with(kept.reported(next, failures, spent, new Report(outcome, now), over)), new Became(next));
    }

    private SessionState resultOf(Outcome outcome, int failures) {
        return switch (outcome.kind()) {
            case SUCCEEDED -> SessionState.SUCCEEDED;
            case FAILED -> SessionState.FAILED;
            case FAILED_RETRYABLE -> failures < policy.maxFailures() ? SessionState.CREATED : SessionState.FAILED;
        };
    }

    Told check(World world, Link link, long now) {
        Kept kept = sight.ofConnection(world, link);
        atWork(kept, now);
        return stands(world, kept, now);
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

    Told cancel(World world, long now) {
        if (sight.unstored && world.kept() == null) {
            long end = now
                    + policy.sessionLifetime().toMillis()
                    + policy.retention().toMillis();
            Kept none = Kept.created(Kept.EVERY_LIFE, end, null);
            return cancelled(world, none, now);
        }
        return cancel(world, sight.ofBackend(world), now);
    }

    Told cancel(World world, @Nullable Proof proof, long now) {
        return cancel(world, sight.ofPage(world, proof, now), now);
    }

    private Told cancel(World world, Kept kept, long now) {
        if (kept.state() == SessionState.CANCELLED) {
            return new Told(world, new Became(SessionState.CANCELLED));
        }
        no(sight.isOver(kept, now), SESSION_EXPIRED);
        return cancelled(world, kept, now);
    }

    private static Told cancelled(World world, Kept kept, long now) {
        return new Told(world.with(kept.cancelled(now)), new Became(SessionState.CANCELLED));
    }

    Told status(World world, @Nullable Proof proof, long now) {
        return stands(world, sight.ofWhoeverLooks(world, proof, now), now);
    }

    Told backendStatus(World world, long now) {
        return stands(world, sight.ofBackend(world), now);
    }

    Told publicStatus(World world, long now) {
        Kept kept = sight.ofBackend(world);
        return new Told(world, new Public(sight.stateOf(kept, now), sight.isSameDeviceOnly(kept, now)));
    }

    private Told stands(World world, Kept kept, long now) {
        return new Told(world, new Stands(sight.status(kept, now)));
    }

    Told purge(World world, long now) {
        Kept kept = world.kept();
        boolean gone = kept != null && kept.end() < now - policy.retention().toMillis();
        return new Told(gone ? world.with(null) : world, new Purged(gone ? 1 : 0));
    }
}
