package dev.handoff.testkit.store;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What gets lost between a store and its engine. A subclass of {@link TokenStoreContract} asks it at each insert and
 * replacement, and where the answer is true, it lets the connection break in the way that the engine's client tells of.
 * The contract decides what gets lost, once each time. Thread-safe.
 */
public final class Losses {

    private enum What {
        REQUEST,
        ANSWER
    }

    private final AtomicReference<@Nullable What> next = new AtomicReference<>();

    Losses() {}

    /** Ask this before a write is sent: where true, the engine must not get it. */
    public boolean isRequestLost() {
        return next.compareAndSet(What.REQUEST, null);
    }

    /** Ask this after the engine made a write for good: where true, the store must not hear of it. */
    public boolean isAnswerLost() {
        return next.compareAndSet(What.ANSWER, null);
    }

    void loseNextRequest() {
        next.set(What.REQUEST);
    }

    void loseNextAnswer() {
        next.set(What.ANSWER);
    }

    boolean haveHappened() {
        return next.get() == null;
    }
}
