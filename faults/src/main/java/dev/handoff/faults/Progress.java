package dev.handoff.faults;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Counts the phones' handoffs and failed calls. A fault waits for a number of them, and never for time to pass. If
 * nothing happens for a minute, waiting ends with a {@link StalledException}. Thread-safe.
 */
final class Progress {

    /** How long a phone waits at most for another call's success before it tries again. */
    private static final long PAUSE_MILLIS = 20;

    private static final long POLL_MILLIS = 50;

    private final Duration stall;
    private long handoffs;
    private long troubles;
    private long answers;
    private long lastHandoff = System.nanoTime();

    Progress() {
        this(Duration.ofMinutes(1));
    }

    /**
     * Starts to count.
     *
     * @param stall how long a wait may last
     */
    Progress(Duration stall) {
        this.stall = stall;
    }

    /** The phones make no progress. */
    static final class StalledException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StalledException(Duration stall, String waitedFor) {
            super("no progress for " + stall.toSeconds() + " s while waiting for " + waitedFor);
        }
    }

    /** Counts a session that was played to its end. */
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

    /** Waits until this many more sessions were played. */
    synchronized void awaitHandoffs(long more) throws InterruptedException {
        long target = handoffs + more;
        await(() -> handoffs >= target, more + " handoffs");
    }

    /** Waits until this many more calls failed, which shows that the fault has an effect. */
    synchronized void awaitTroubles(long more) throws InterruptedException {
        long target = troubles + more;
        await(() -> troubles >= target, more + " failed calls");
    }

    /**
     * Waits until this many more calls failed or sessions were played: a fault that blocks only some phones may have no
     * effect.
     */
    synchronized void awaitTroublesOrHandoffs(long moreTroubles, long moreHandoffs) throws InterruptedException {
        long enough = troubles + moreTroubles;
        long target = handoffs + moreHandoffs;
        await(() -> troubles >= enough || handoffs >= target, moreTroubles + " failed calls or handoffs");
    }

    /** Waits between two tries of a phone until any call succeeds, but not longer than a moment. */
    synchronized void pause() throws InterruptedException {
        if (isStalled()) {
            throw new StalledException(stall, "an answer");
        }
        long before = answers;
        long limit = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
        while (answers == before && System.nanoTime() < limit) {
            wait(PAUSE_MILLIS);
        }
    }

    /** Waits until the condition holds. It is checked after every answer. */
    synchronized void await(BooleanSupplier isReached, String what) throws InterruptedException {
        long limit = System.nanoTime() + stall.toNanos();
        while (!isReached.getAsBoolean()) {
            if (System.nanoTime() > limit) {
                throw new StalledException(stall, what);
            }
            wait(POLL_MILLIS);
        }
    }

    private boolean isStalled() {
        return System.nanoTime() - lastHandoff > 2 * stall.toNanos();
    }
}
