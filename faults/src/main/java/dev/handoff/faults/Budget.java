package dev.handoff.faults;

import java.time.Duration;

/**
 * How long strikes go on, and how many there are at least. A strike under way is always completed.
 *
 * @param time how long new strikes begin
 * @param least the smallest number of strikes
 */
record Budget(Duration time, int least) {

    boolean allows(int strikes, long startedAt) {
        return strikes < least || System.nanoTime() - startedAt < time.toNanos();
    }
}
