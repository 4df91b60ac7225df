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
 * The two services of a node with one ring: one for stored, one for unstored sessions. They share the store and have
 * different sessions.
 */
record Services(HandoffService stored, HandoffService unstored, Ring ring) {

    /** The session lifetime: short, so that clocks that differ by a minute or two jump over every end. */
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

    /** Returns the service's answer, or its failure. */
    static Answer answer(HandoffService service, Function<HandoffService, Answer> question) {
        try {
            return question.apply(service);
        } catch (TokenStoreException trouble) {
            return trouble(trouble);
        } catch (RuntimeException unexpected) {
            return broken(unexpected);
        }
    }

    /** Returns the failure. An exception that is not retryable is a violation, because every fault here ends. */
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
