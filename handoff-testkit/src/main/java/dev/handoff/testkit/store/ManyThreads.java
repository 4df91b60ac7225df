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

/** Lets many threads act at the same moment. */
final class ManyThreads {

    private static final long LONGEST_SECONDS = 40;

    /** Kept between rounds: threads that are started anew each round start at different moments. */
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "rival");
        thread.setDaemon(true);
        return thread;
    });

    private ManyThreads() {}

    /** What each of them returned, in order; fails with the first one that throws or never returns. */
    static <T> List<T> together(int size, IntFunction<T> action) {
        CyclicBarrier start = new CyclicBarrier(size);
        AtomicInteger awake = new AtomicInteger();
        List<Future<T>> running = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int member = i;
            running.add(THREADS.submit(() -> {
                start.await(LONGEST_SECONDS, TimeUnit.SECONDS);
                awake.incrementAndGet();
                // two have a core each, and a careless store in memory is vulnerable for nanoseconds only
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
                throw new AssertionError("interrupted while waiting for a rival", e);
            } catch (ExecutionException e) {
                failures.add(e.getCause());
            } catch (TimeoutException e) {
                failures.add(new AssertionError("a call did not return in " + LONGEST_SECONDS + " s", e));
            }
        }
        failAsTheFirstOf(failures);
        return results;
    }

    /** What so many others do over and over, until the one is through. */
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
        AssertionError failure =
                first instanceof AssertionError assertion ? assertion : new AssertionError("a rival failed", first);
        failures.stream().skip(1).forEach(failure::addSuppressed);
        throw failure;
    }
}
