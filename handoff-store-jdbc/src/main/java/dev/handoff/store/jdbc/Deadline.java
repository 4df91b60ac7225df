package dev.handoff.store.jdbc;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How much time is left. Safe for many threads. */
final class Deadline {

    private final LongSupplier nanos;
    private final long start;
    private final long allowed;

    Deadline(LongSupplier nanos, Duration atMost) {
        this.nanos = nanos;
        this.start = nanos.getAsLong();
        this.allowed = atMost.toNanos();
    }

    /** One that ends when half of what is left has passed. */
    Deadline half() {
        return new Deadline(nanos, left().dividedBy(2));
    }

    boolean isOver() {
        return left().isZero();
    }

    /** Never negative. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, allowed - passed().toNanos()));
    }

    Duration passed() {
        return Duration.ofNanos(nanos.getAsLong() - start);
    }

    long now() {
        return nanos.getAsLong();
    }
}
