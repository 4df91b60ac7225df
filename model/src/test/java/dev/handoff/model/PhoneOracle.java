package dev.handoff.model;

import static dev.handoff.Refusal.HANDOFF_ATTEMPT_OVER;
import static dev.handoff.Refusal.HANDOFF_DEVICE_MISMATCH;
import static dev.handoff.Refusal.HANDOFF_NOT_CONSUMED;
import static dev.handoff.Refusal.HANDOFF_TOKEN_CONSUMED;
import static dev.handoff.Refusal.HANDOFF_TOKEN_EXPIRED;
import static dev.handoff.Refusal.POSSESSION_REQUIRED;
import static dev.handoff.Refusal.SESSION_EXPIRED;
import static dev.handoff.model.Sight.no;

import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffPolicy.BindingScope;
import dev.handoff.HandoffPolicy.Reissue;
import dev.handoff.Safeguard;
import dev.handoff.model.Answer.Challenge;
import dev.handoff.model.Answer.Connected;
import dev.handoff.model.Kept.Claim;
import dev.handoff.model.Oracle.Expected;
import java.util.Objects;

/**
 * Returns the expected answer of each call of a phone that presents an authentic code, and the state of the session
 * after the call. A phone signs the challenge for the connection number {@code signed}.
 */
final class PhoneOracle {

    /** The connection number of a phone that signs no challenge. */
    static final int NO_SIGNATURE = -1;

    private final HandoffPolicy policy;
    private final Sight sight;

    PhoneOracle(HandoffPolicy policy) {
        this.policy = policy;
        this.sight = new Sight(policy);
    }

    Expected consume(World world, Code code, String device, int signed, long now) {
        Kept kept = consumable(world, code, device, signed, now);
        Claim claim = new Claim(code.number(), device, now, Sight.connections(kept) + 1, code.number(), false);
        return connected(world, kept, claim);
    }

    private static Expected connected(World world, Kept kept, Claim claim) {
        Link link = new Link(kept.life(), claim.attempt(), claim.connection());
        return new Expected(world.with(kept.claimed(claim)), new Connected(link));
    }

    Expected inspect(World world, Code code, String device, int signed, long now) {
        return sight.stands(world, consumable(world, code, device, signed, now), now);
    }

    Expected decline(World world, Code code, String device, int signed, long now) {
        return Oracle.cancelled(world, consumable(world, code, device, signed, now), now);
    }

    private Kept consumable(World world, Code code, String device, int signed, long now) {
        Kept kept = known(world, code, device, now);
        requireSignature(kept, signed);
        no(sight.isInProgress(kept) || sight.isSpent(kept, code.number(), code.first()), HANDOFF_TOKEN_CONSUMED);
        no(now >= code.expires() || isSuperseded(kept, code), HANDOFF_TOKEN_EXPIRED);
        return kept;
    }

    Expected resume(World world, Code code, String device, int signed, long now) {
        Kept kept = known(world, code, device, now);
        requireSignature(kept, signed);
        Claim claim = kept.claim();
        if (claim != null && sight.isInProgress(kept)) {
            return connected(world, kept, claim.resumed());
        }
        no(sight.isSpent(kept, code.number(), code.first()), HANDOFF_ATTEMPT_OVER);
        no(now >= code.expires() || isSuperseded(kept, code), HANDOFF_TOKEN_EXPIRED);
        throw new Sight.No(HANDOFF_NOT_CONSUMED);
    }

    Expected challenge(World world, Code code, String device, long now) {
        Kept kept = known(world, code, device, now);
        return new Expected(world, new Challenge(code, Sight.connections(kept) + 1));
    }

    /** Returns the session, or refuses: the rows that the tables of all these calls begin with. */
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

    private void requireSignature(Kept kept, int signed) {
        no(sight.asksFor(Safeguard.POSSESSION) && signed != Sight.connections(kept) + 1, POSSESSION_REQUIRED);
    }

    private boolean isSuperseded(Kept kept, Code code) {
        return policy.reissue() == Reissue.SUPERSEDE
                && code.number() < Objects.requireNonNull(kept.latest()).number();
    }
}
