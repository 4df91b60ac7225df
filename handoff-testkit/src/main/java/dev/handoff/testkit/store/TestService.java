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

/** A service over a store, with a clock to set. */
final class TestService {

    /** In the year of everything else in the contract: a store that forgets by itself has time. */
    static final Instant NOON = TestRecords.NOON;

    /** Sessions are not stored until a phone comes. */
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

    /** Another node, whose clock is the same. */
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

    /** A session id that no store has seen. */
    static String newSession() {
        return "vs_" + TestRecords.newStamp();
    }

    /** A new session's first code. */
    Handoff started() {
        return handoffs.start(newSession()).orElseThrow().handoff();
    }

    /** The next code of a session whose current one is still fine. */
    Handoff nextAfterWindow(String sessionId) {
        clock.advance(HandoffPolicy.defaults().reuseWindow().plusMillis(1));
        return handoffs.mint(sessionId).orElseThrow();
    }

    /** Lets a phone fail in a way that may be tried again. */
    void failRetryably(Binding binding) {
        handoffs.finish(binding, Outcome.failedRetryably("try.again")).orElseThrow();
    }
}
