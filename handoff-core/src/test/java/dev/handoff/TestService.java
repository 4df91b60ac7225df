package dev.handoff;

import dev.handoff.spi.TokenStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** A service with a store and a settable clock. */
final class TestService {

    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final byte[] KEY = "a key for tests, and for nothing else".getBytes(StandardCharsets.US_ASCII);

    static final HandoffPolicy UNSTORED =
            HandoffPolicy.defaults().withOpening(HandoffPolicy.Opening.UNSTORED).withSafeguards(Safeguard.PAGE_PROOF);

    final TestClock clock = new TestClock(NOON);
    final HandoffService handoffs;

    TestService(TokenStore store) {
        this(store, HandoffPolicy.defaults());
    }

    /** Returns a service for unstored sessions. */
    static TestService unstored(TokenStore store) {
        return new TestService(store, UNSTORED);
    }

    TestService(TokenStore store, HandoffPolicy policy) {
        handoffs = builder(store, clock).policy(policy).build();
    }

    /** Returns a builder for further settings. */
    static HandoffServiceBuilder builder(TokenStore store, TestClock clock) {
        return HandoffService.builder().store(store).keys(HandoffKeys.of(KEY)).clock(clock);
    }

    static String newSession() {
        return "vs_" + UUID.randomUUID();
    }

    Handoff started() {
        return handoffs.start(newSession()).orElseThrow().handoff();
    }

    Handoff nextAfterWindow(String sessionId) {
        clock.advance(HandoffPolicy.defaults().reuseWindow().plusMillis(1));
        return handoffs.mint(sessionId).orElseThrow();
    }

    void failRetryably(Binding binding) {
        handoffs.finish(binding, Outcome.failedRetryably("try.again")).orElseThrow();
    }
}
