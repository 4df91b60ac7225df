package dev.handoff.faults;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The clock of one node, which a fault can set. Remembers for each thread what it showed last. Thread-safe. */
final class NodeClock implements InstantSource {

    /** Of all nodes' clocks: a thread asks one node at a time. */
    private static final ThreadLocal<Instant> SHOWN = new ThreadLocal<>();

    private final InstantSource truth = InstantSource.system();
    private volatile Duration ahead = Duration.ZERO;

    void set(Duration difference) {
        ahead = difference;
    }

    @Override
    public Instant instant() {
        Instant now = truth.instant().plus(ahead);
        SHOWN.set(now);
        return now;
    }

    /** What a call on this thread has just read; the service reads its clock once per call. */
    Instant lastShown() {
        Instant last = SHOWN.get();
        return last == null ? instant() : last;
    }
}
