package dev.handoff.faults;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The clock of a node, which a fault can set. Keeps the last time that each thread read. Thread-safe. */
final class NodeClock implements InstantSource {

    /** Shared by all nodes' clocks: a thread calls one node at a time. */
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

    /** Returns the time that the last call on this thread read. The service reads its clock once per call. */
    Instant lastShown() {
        Instant last = SHOWN.get();
        return last == null ? instant() : last;
    }
}
