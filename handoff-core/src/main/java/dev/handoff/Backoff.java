package dev.handoff;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How often a call tries to write, and how long it waits in between: at random up to a bound that doubles with every
 * round, so that rivals in step fall out of step, and so that each of a thousand gets its turn. For one thread.
 */
final class Backoff {

    /** 24 parallel resumes by one phone were seen to need more than 8. */
    static final int MOST = 32;

    private static final long FIRST_BOUND_NANOS = 100_000;
    private static final long LONGEST_BOUND_NANOS = TimeUnit.SECONDS.toNanos(2);

    private int round;

    /** Whether there is another round; waits for it. */
    boolean next() {
        if (round > 0 && round < MOST) {
            long doubled = FIRST_BOUND_NANOS << Math.min(round, 20);
            pause(ThreadLocalRandom.current().nextLong(Math.min(doubled, LONGEST_BOUND_NANOS)));
        }
        return round++ < MOST;
    }

    /** A thread that is interrupted waits all the same, and is interrupted afterwards: the call is about to end. */
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
