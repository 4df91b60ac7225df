package dev.handoff;

/**
 * Is notified, at most once, of what happened, after it was written, on the thread of the call; so it should be quick.
 * Never gets a token, device id or attempt id. What it throws is logged, and reaches neither the caller nor other
 * listeners. Must be safe for use by many threads.
 */
@FunctionalInterface
public interface HandoffListener {

    /** Something happened. */
    void on(HandoffEvent event);
}
