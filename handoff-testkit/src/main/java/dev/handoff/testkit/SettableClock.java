package dev.handoff.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands until it is moved. Thread-safe. */
public final class SettableClock implements InstantSource {

    private Instant now;

    /** A clock that stands at this instant. */
    public SettableClock(Instant start) {
        now = start;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    /** Moves the clock; a negative step moves it back. */
    public synchronized void advance(Duration step) {
        now = now.plus(step);
    }

    /** Puts the clock to an instant. */
    public synchronized void set(Instant instant) {
        now = instant;
    }
}
