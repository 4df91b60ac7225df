package dev.handoff.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves only when a test moves it. Thread-safe. */
public final class SettableClock implements InstantSource {

    private Instant now;

    /** Creates a clock that shows this instant. */
    public SettableClock(Instant start) {
        now = start;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    /** Moves the clock by a step; a negative step moves it back. */
    public synchronized void advance(Duration step) {
        now = now.plus(step);
    }

    /** Sets the clock to an instant. */
    public synchronized void set(Instant instant) {
        now = instant;
    }
}
