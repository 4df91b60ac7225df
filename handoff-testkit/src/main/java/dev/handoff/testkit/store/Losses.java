package dev.handoff.testkit.store;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Requests and answers that get lost between a store and its engine. A subclass of {@link TokenStoreContract} asks this
 * object at each insert and replacement. If the answer is true, the subclass breaks the connection, so that the
 * engine's client reports the failure, or throws at this point in a seam for tests. Each loss is true once. The
 * contract decides what gets lost, once for each test. Thread-safe.
 */
public final class Losses {

    private enum What {
        REQUEST,
        ANSWER
    }

    private final AtomicReference<@Nullable What> next = new AtomicReference<>();

    Losses() {}

    /** Returns whether the request of this write gets lost. Ask before a write is sent: if true, do not send it. */
    public boolean isRequestLost() {
        return next.compareAndSet(What.REQUEST, null);
    }

    /** Returns whether the answer to this write gets lost. Ask after a write is committed: if true, hide the answer. */
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
