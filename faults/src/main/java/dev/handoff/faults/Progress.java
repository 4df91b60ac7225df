package dev.handoff.faults;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * How far the phones have come. All waiting goes by this: a fault waits for so many handoffs, or for so much trouble,
 * and never for a time to pass. Where nothing comes for a minute, waiting ends with a {@link StalledException}.
 * Thread-safe.
 */
final class Progress {

    /** How long a phone waits at most for a sign that the trouble is over, before it tries again. */
    private static final long PAUSE_MILLIS = 20;

    private static final long LOOK_MILLIS = 50;

    private final Duration stall;
    private long handoffs;
    private long troubles;
    private long answers;
    private long lastHandoff = System.nanoTime();

    Progress() {
        this(Duration.ofMinutes(1));
    }

    /**
     * Creates one for a match that is about to begin.
     *
     * @param stall how long nothing may come
     */
    Progress(Duration stall) {
        this.stall = stall;
    }

    /** Nothing moves any more. */
    static final class StalledException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StalledException(Duration stall, String waitedFor) {
            super("nothing for " + stall.toSeconds() + " s while waiting for " + waitedFor);
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

    /**
     * Until so many more calls failed or sessions were played: a fault that holds up some phones is felt, or passes by.
     */
    synchronized void awaitTroublesOrHandoffs(long moreTroubles, long moreHandoffs) throws InterruptedException {
        long enough = troubles + moreTroubles;
        long target = handoffs + moreHandoffs;
        await(() -> troubles >= enough || handoffs >= target, moreTroubles + " failed calls or handoffs");
    }

    /** What a phone does between two tries: until somebody was answered, or a moment at most. */
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

    /** Until this is so; looked at whenever something was answered. */
    synchronized void await(BooleanSupplier isReached, String what) throws InterruptedException {
        long limit = System.nanoTime() + stall.toNanos();
        while (!isReached.getAsBoolean()) {
            if (System.nanoTime() > limit) {
                throw new StalledException(stall, what);
            }
            wait(LOOK_MILLIS);
        }
    }

    private boolean isStalled() {
        return System.nanoTime() - lastHandoff > 2 * stall.toNanos();
    }
}
