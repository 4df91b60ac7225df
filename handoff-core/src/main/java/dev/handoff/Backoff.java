package dev.handoff;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Limits how often a call tries to write, and waits between the rounds: for a random time below a bound that doubles
 * with every round. So calls that collide do not collide again in step, and each of a thousand calls gets its turn. For
 * one thread.
 */
final class Backoff {

    /** The most rounds. In a test, 24 parallel resumes of one phone needed more than 8 rounds. */
    static final int MOST = 32;

    private static final long FIRST_BOUND_NANOS = 100_000;
    private static final long LONGEST_BOUND_NANOS = TimeUnit.SECONDS.toNanos(2);

    private int round;

    /** Checks whether there is another round, and waits for it. */
    boolean next() {
        if (round > 0 && round < MOST) {
            long doubled = FIRST_BOUND_NANOS << Math.min(round, 20);
            pause(ThreadLocalRandom.current().nextLong(Math.min(doubled, LONGEST_BOUND_NANOS)));
        }
        return round++ < MOST;
    }

    /**
     * Waits for this time, also if the thread is interrupted, and restores the interrupt afterwards: the call ends
     * soon.
     */
    private static void pause(long nanos) {
        boolean wasInterrupted = false;
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            wasInterrupted |= Thread.interrupted();
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
