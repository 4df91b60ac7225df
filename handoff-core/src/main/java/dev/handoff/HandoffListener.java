package dev.handoff;

/**
 * Is notified of events, at most once each, after the write, on the thread of the call; so it should return quickly. An
 * event never holds a token, device id or attempt id. What a listener throws is logged, and reaches neither the caller
 * nor other listeners. Must be safe for use by many threads.
 */
@FunctionalInterface
public interface HandoffListener {

    /** Is called for each event. */
    void on(HandoffEvent event);
}
