package dev.handoff.testkit.adversary;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs several actions at the same moment, each on its own thread. */
final class AtOnce {

    private static final long LONGEST_SECONDS = 60;

    private AtOnce() {}

    /** Returns the results of the actions in order; fails if an action throws. */
    static <T> List<T> all(List<Callable<T>> actions) {
        ExecutorService threads = Executors.newFixedThreadPool(actions.size());
        try {
            CyclicBarrier start = new CyclicBarrier(actions.size());
            List<Future<T>> running = new ArrayList<>();
            for (Callable<T> action : actions) {
                running.add(threads.submit(() -> {
                    start.await(LONGEST_SECONDS, TimeUnit.SECONDS);
                    return action.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) {
                results.add(each.get(LONGEST_SECONDS, TimeUnit.SECONDS));
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("The test was interrupted while it waited for a reply.", e);
        } catch (ExecutionException e) {
            throw new AssertionError("An action of several at the same moment threw an exception.", e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "An action of several at the same moment must return within " + LONGEST_SECONDS
                            + " s, but did not.",
                    e);
        } finally {
            threads.shutdownNow();
        }
    }
}
