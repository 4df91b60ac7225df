package dev.handoff.testkit.store;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Two threads that take step after step at the very same moment. They meet spinning: threads that are woken from a
 * barrier start microseconds apart, and a careless store in memory is vulnerable for nanoseconds only.
 */
final class TwoThreads {

    private static final int SPINS_UNTIL_PAUSE = 2_000;
    private static final long PAUSE_NANOS = 20_000;

    private final AtomicInteger arrivals = new AtomicInteger();
    private volatile int end = Integer.MAX_VALUE;
    private volatile boolean hasFailed;

    private TwoThreads() {}

    /**
     * Takes steps until there were so many, or so much time has passed.
     *
     * @param prepare done by the first of the two before each step
     * @param check done by the first of the two after each step, when both have done it
     */
    static void inStep(TokenStoreContract contract, Runnable prepare, Runnable first, Runnable second, Runnable check) {
        TwoThreads both = new TwoThreads();
        long start = System.nanoTime();
        BooleanSupplier isTimeUp =
                () -> System.nanoTime() - start > contract.longest().toNanos();
        int most = contract.rounds() * 2;
        ManyThreads.together(
                2,
                member -> both.orRelease(
                        () -> member == 0 ? both.lead(most, isTimeUp, prepare, first, check) : both.follow(second)));
    }

    /** Lets the other one go if this one fails. */
    private int orRelease(IntSupplier part) {
        boolean isDone = false;
        try {
            int steps = part.getAsInt();
            isDone = true;
            return steps;
        } finally {
            if (!isDone) {
                hasFailed = true;
            }
        }
    }

    private int lead(int most, BooleanSupplier isTimeUp, Runnable prepare, Runnable action, Runnable check) {
        int step = 0;
        while (step < most && !isTimeUp.getAsBoolean()) {
            prepare.run();
            meet();
            action.run();
            meet();
            check.run();
            step++;
        }
        end = step;
        meet();
        return step;
    }

    private int follow(Runnable action) {
        int step = 0;
        meet();
        while (step < end) {
            action.run();
            meet();
            step++;
            meet();
        }
        return step;
    }

    private void meet() {
        int mine = arrivals.incrementAndGet();
        // the first of the two waits for the second
        int both = mine + mine % 2;
        int spins = 0;
        while (arrivals.get() < both) {
            if (hasFailed) {
                throw new IllegalStateException("the other one failed");
            }
            spins++;
            if (spins > SPINS_UNTIL_PAUSE) {
                LockSupport.parkNanos(PAUSE_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
