package dev.handoff.faults;

import java.time.Duration;

/**
 * How long strikes go on. Bounds only how many there are: what is under way is always waited for.
 *
 * @param time how long new ones are begun
 * @param least how many there are at least
 */
record Budget(Duration time, int least) {

    boolean allows(int strikes, long startedAt) {
        return strikes < least || System.nanoTime() - startedAt < time.toNanos();
    }
}
