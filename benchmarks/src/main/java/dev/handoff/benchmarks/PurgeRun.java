package dev.handoff.benchmarks;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.benchmarks.Population.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Measures whole handoffs and status calls of old sessions by four threads without pauses: before, during and after a
 * purge of a tenth of the table.
 */
final class PurgeRun {

    private static final int THREADS = 4;

    private final Population sessions;
    private final ExecutorService threads;
    private final Duration alone;

    /** @param alone how long to measure before and after the purge */
    PurgeRun(Population sessions, ExecutorService threads, Duration alone) {
        this.sessions = sessions;
        this.threads = threads;
        this.alone = alone;
    }

    /** Latencies of one kind of call, in nanoseconds. */
    private record Latencies(String call, ConcurrentLinkedQueue<Long> all) {

        <T> T time(Supplier<T> work) {
            long start = System.nanoTime();
            T answer = work.get();
            all.add(System.nanoTime() - start);
            return answer;
        }

        String line(double seconds) {
            long[] sorted = all.stream().mapToLong(Long::longValue).sorted().toArray();
            return String.format(
                    Locale.ROOT,
                    "  %-12s%8.2f%8.2f%8.2f ms%10.0f per second%n",
                    call,
                    at(sorted, 0.5),
                    at(sorted, 0.99),
                    at(sorted, 1),
                    sorted.length / seconds);
        }

        private static double at(long[] sorted, double part) {
            return sorted[(int) Math.round((sorted.length - 1) * part)] / 1e6;
        }
    }

    String report() throws Exception {
        StringBuilder report = new StringBuilder("latency of calls by " + THREADS + " threads: p50, p99, longest\n");
        report.append("before the purge\n").append(whileRunning(this::idle));
        int[] purged = new int[1];
        double[] seconds = new double[1];
        String during = whileRunning(() -> {
            long start = System.nanoTime();
            purged[0] = sessions.purge();
            seconds[0] = (System.nanoTime() - start) / 1e9;
        });
        report.append(String.format(
                        Locale.ROOT,
                        "during the purge of %,d rows in %.1f s, %,.0f rows per second%n",
                        purged[0],
                        seconds[0],
                        purged[0] / seconds[0]))
                .append(during);
        return report.append("after the purge\n")
                .append(whileRunning(this::idle))
                .toString();
    }

    private void idle() {
        LockSupport.parkNanos(alone.toNanos());
    }

    /** Runs the work, and returns the latencies of the calls in that time. */
    private String whileRunning(Runnable work) throws Exception {
        List<Latencies> kinds = new ArrayList<>();
        for (String call : List.of("start", "mint again", "consume", "finish", "status, old")) {
            kinds.add(new Latencies(call, new ConcurrentLinkedQueue<>()));
        }
        AtomicBoolean isOver = new AtomicBoolean();
        long start = System.nanoTime();
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            running.add(threads.submit(() -> {
                do {
                    handOver(kinds);
                } while (!isOver.get());
            }));
        }
        work.run();
        isOver.set(true);
        for (Future<?> each : running) {
            each.get();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        StringBuilder lines = new StringBuilder();
        kinds.forEach(kind -> lines.append(kind.line(seconds)));
        return lines.toString();
    }

    private void handOver(List<Latencies> kinds) {
        Handoff code = kinds.get(0).time(sessions::start);
        kinds.get(1).time(() -> {
            sessions.mintAgain(code);
            return code;
        });
        Binding binding = kinds.get(2).time(() -> sessions.consume(code));
        kinds.get(3).time(() -> {
            sessions.finish(binding);
            return code;
        });
        kinds.get(4).time(() -> {
            sessions.run(Call.STATUS);
            return code;
        });
    }
}
