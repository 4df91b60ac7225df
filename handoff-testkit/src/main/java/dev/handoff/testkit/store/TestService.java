package dev.handoff.testkit.store;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.Safeguard;
import dev.handoff.spi.TokenStore;
import dev.handoff.testkit.SettableClock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** A service on a store, with a settable clock. */
final class TestService {

    /** The time of most records in the contract, so that a store that forgets automatically keeps the sessions. */
    static final Instant NOON = TestRecords.NOON;

    /** The policy of unstored sessions. */
    static final HandoffPolicy UNSTORED =
            HandoffPolicy.defaults().withOpening(HandoffPolicy.Opening.UNSTORED).withSafeguards(Safeguard.PAGE_PROOF);

    private static final byte[] KEY = "a key for tests, and for nothing else".getBytes(StandardCharsets.US_ASCII);

    final SettableClock clock;
    final HandoffService handoffs;

    TestService(TokenStore store) {
        this(store, HandoffPolicy.defaults());
    }

    TestService(TokenStore store, HandoffPolicy policy) {
        this(store, policy, new SettableClock(NOON));
    }

    /** Creates another node with the same clock. */
    TestService(TokenStore store, SettableClock clock) {
        this(store, HandoffPolicy.defaults(), clock);
    }

    TestService(TokenStore store, HandoffPolicy policy, SettableClock clock) {
        this.clock = clock;
        handoffs = HandoffService.builder()
                .store(store)
                .keys(HandoffKeys.of(KEY))
                .clock(clock)
                .policy(policy)
                .build();
    }

    /** Returns a new session id. */
    static String newSession() {
        return "vs_" + TestRecords.newStamp();
    }

    /** Starts a new session and returns its first code. */
    Handoff started() {
        return handoffs.start(newSession()).orElseThrow().handoff();
    }

    /** Returns the next code of a session whose current code is still valid. */
    Handoff nextAfterWindow(String sessionId) {
        clock.advance(HandoffPolicy.defaults().reuseWindow().plusMillis(1));
        return handoffs.mint(sessionId).orElseThrow();
    }

    /** Reports a retryable failure. */
    void failRetryably(Binding binding) {
        handoffs.finish(binding, Outcome.failedRetryably("try.again")).orElseThrow();
    }
}
