package dev.handoff.faults;

import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffPolicy.Opening;
import dev.handoff.HandoffService;
import dev.handoff.Safeguard;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import java.time.Duration;
import java.util.function.Function;

/**
 * The two services of a node with one ring: one whose sessions are stored from their opening on, and one whose sessions
 * live in their page's proof until a phone comes. They share the store and never see each other's sessions.
 */
record Services(HandoffService stored, HandoffService unstored, Ring ring) {

    /** Short enough that clocks which are apart by a minute or two step over each end. */
    static final Duration SESSION = Duration.ofMinutes(2);

    static Services of(TokenStore store, NodeClock clock, Ring ring) {
        return new Services(of(store, clock, ring, Opening.STORED), of(store, clock, ring, Opening.UNSTORED), ring);
    }

    HandoffService one(boolean isUnstored) {
        return isUnstored ? unstored : stored;
    }

    private static HandoffService of(TokenStore store, NodeClock clock, Ring ring, Opening opening) {
        return HandoffService.builder()
                .store(store)
                .keys(ring.keys())
                .clock(clock)
                .namespace(opening.name())
                .policy(policy(opening))
                .build();
    }

    static HandoffPolicy policy(Opening opening) {
        HandoffPolicy policy = HandoffPolicy.defaults()
                .withSessionLifetime(SESSION)
                .withTokenLifetime(Duration.ofSeconds(40))
                .withReuseWindow(Duration.ofSeconds(10))
                .withOpening(opening);
        return opening == Opening.UNSTORED ? policy.withSafeguards(Safeguard.PAGE_PROOF) : policy;
    }

    /** What the service answers, or how it failed. */
    static Answer answer(HandoffService service, Function<HandoffService, Answer> question) {
        try {
            return question.apply(service);
        } catch (TokenStoreException trouble) {
            return trouble(trouble);
        } catch (RuntimeException unexpected) {
            return broken(unexpected);
        }
    }

    /** A node that says that trying again can't help is broken: here every fault passes. */
    static Answer trouble(TokenStoreException trouble) {
        return trouble.isRetryable()
                ? new Answer.Trouble(trouble.effect() == TokenStoreException.Effect.UNKNOWN)
                : broken(trouble);
    }

    static Answer broken(Throwable unexpected) {
        StackTraceElement[] from = unexpected.getStackTrace();
        String words = unexpected instanceof TokenStoreException ? " (" + unexpected.getMessage() + ")" : "";
        return new Answer.Broken(
                unexpected.getClass().getSimpleName() + words + (from.length == 0 ? "" : " from " + from[0]));
    }
}
