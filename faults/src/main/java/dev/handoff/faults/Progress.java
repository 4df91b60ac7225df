package dev.handoff.faults;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * How far the phones have come. All waiting goes by this: a fault waits for so many handoffs, or for so much trouble,
 * and never for a time to pass. Where nothing comes for {@link #STALL_SECONDS}, waiting ends with a
 * {@link StalledException}. Thread-safe.
 */
final class Progress {

    static final long STALL_SECONDS = 60;
    /** How long a phone waits at most for a sign that the trouble is over, before it tries again. */
    private static final long PAUSE_MILLIS = 20;

    private static final long LOOK_MILLIS = 50;

    private long handoffs;
    private long troubles;
    private long answers;
    private long lastHandoff = System.nanoTime();

    /** Nothing moves any more. */
    static final class StalledException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StalledException(String waitedFor) {
            super("nothing for " + STALL_SECONDS + " s while waiting for " + waitedFor);
        }
    }

    /** A session was played to its end. */
    synchronized void handoff() {
        handoffs++;
        lastHandoff = System.nanoTime();
        notifyAll();
    }

    synchronized void answered(boolean isTrouble) {
        if (isTrouble) {
            troubles++;
        } else {
            answers++;
        }
        notifyAll();
    }

    synchronized long handoffs() {
        return handoffs;
    }

    synchronized long troubles() {
        return troubles;
    }

    /** Until so many more sessions were played. */
    synchronized void awaitHandoffs(long more) throws InterruptedException {
        long target = handoffs + more;
        await(() -> handoffs >= target, more + " handoffs");
    }

    /** Until so many more calls failed, which shows that the fault is felt. */
    synchronized void awaitTroubles(long more) throws InterruptedException {
        long target = troubles + more;
        await(() -> troubles >= target, more + " failed calls");
    }

    /** Until so many more calls were answered. */
    synchronized void awaitAnswers(long more) throws InterruptedException {
        long target = answers + more;
        await(() -> answers >= target, more + " answered calls");
    }

    /** What a phone does between two tries: until somebody was answered, or a moment at most. */
    synchronized void pause() throws InterruptedException {
        if (isStalled()) {
            throw new StalledException("an answer");
        }
        long before = answers;
        long limit = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
        while (answers == before && System.nanoTime() < limit) {
            wait(PAUSE_MILLIS);
        }
    }

    /** Until this is so; looked at whenever something was answered. */
    synchronized void await(BooleanSupplier isReached, String what) throws InterruptedException {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(STALL_SECONDS);
        while (!isReached.getAsBoolean()) {
            if (System.nanoTime() > limit) {
                throw new StalledException(what);
            }
            wait(LOOK_MILLIS);
        }
    }

    private boolean isStalled() {
        return System.nanoTime() - lastHandoff > 2 * TimeUnit.SECONDS.toNanos(STALL_SECONDS);
    }
}
