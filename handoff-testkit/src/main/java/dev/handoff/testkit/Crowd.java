package dev.handoff.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** Lets many act at the same moment. */
final class Crowd {

    private static final long LONGEST_SECONDS = 60;

    /** Threads that wait for work, shared by all crowds: starting 24 of them anew each round would tell them apart. */
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "crowd");
        thread.setDaemon(true);
        return thread;
    });

    private Crowd() {}

    /** What each of them got, in order; fails with the first one that throws. */
    static <T> List<T> of(int size, IntFunction<T> action) {
        CyclicBarrier start = new CyclicBarrier(size);
        List<Future<T>> running = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int member = i;
            running.add(THREADS.submit(() -> {
                start.await(LONGEST_SECONDS, TimeUnit.SECONDS);
                return action.apply(member);
            }));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : running) {
            results.add(resultOf(future));
        }
        return results;
    }

    private static <T> T resultOf(Future<T> future) {
        try {
            return future.get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a rival", e);
        } catch (ExecutionException e) {
            throw new AssertionError("a rival failed", e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("a rival did not finish in " + LONGEST_SECONDS + " s", e);
        }
    }
}
