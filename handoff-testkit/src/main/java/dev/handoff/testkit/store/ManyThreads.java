package dev.handoff.testkit.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/** Runs actions on many threads at the same moment. */
final class ManyThreads {

    private static final long LONGEST_SECONDS = 40;

    /** Threads are kept between rounds, because new threads would start at different moments. */
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "rival");
        thread.setDaemon(true);
        return thread;
    });

    private ManyThreads() {}

    /** Returns the results of all threads in order; fails if an action throws or does not return in time. */
    static <T> List<T> together(int size, IntFunction<T> action) {
        CyclicBarrier start = new CyclicBarrier(size);
        AtomicInteger awake = new AtomicInteger();
        List<Future<T>> running = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int member = i;
            running.add(THREADS.submit(() -> {
                start.await(LONGEST_SECONDS, TimeUnit.SECONDS);
                awake.incrementAndGet();
                // two threads have a core each, and a race in memory lasts only nanoseconds
                while (size == 2 && awake.get() < size) {
                    Thread.onSpinWait();
                }
                return action.apply(member);
            }));
        }
        List<T> results = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (Future<T> future : running) {
            try {
                results.add(future.get(LONGEST_SECONDS, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("The test was interrupted while it waited for another thread.", e);
            } catch (ExecutionException e) {
                failures.add(e.getCause());
            } catch (TimeoutException e) {
                failures.add(new AssertionError(
                        "Each call must return within " + LONGEST_SECONDS
                                + " s, but one did not (look for a lock or a connection that is never released).",
                        e));
            }
        }
        failAsTheFirstOf(failures);
        return results;
    }

    /** Runs one action once, while other threads repeat another action until it returns. */
    static void whileOthers(int others, IntConsumer over, Runnable one) {
        AtomicBoolean isOver = new AtomicBoolean();
        together(1 + others, member -> {
            if (member == 0) {
                try {
                    one.run();
                } finally {
                    isOver.set(true);
                }
            }
            while (!isOver.get()) {
                over.accept(member);
            }
            return member;
        });
    }

    private static void failAsTheFirstOf(List<Throwable> failures) {
        if (failures.isEmpty()) {
            return;
        }
        Throwable first = failures.get(0);
        AssertionError failure = first instanceof AssertionError assertion
                ? assertion
                : new AssertionError("A call on one of several threads threw " + first, first);
        failures.stream().skip(1).forEach(failure::addSuppressed);
        throw failure;
    }
}
