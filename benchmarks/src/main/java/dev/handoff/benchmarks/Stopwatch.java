package dev.handoff.benchmarks;

import dev.handoff.benchmarks.Contender.Step;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Runs a step of a contender for many sessions on several threads, and measures the cost. */
final class Stopwatch implements AutoCloseable {

    static final int THREADS = 8;

    private final ThreadMXBean threadTimes = ManagementFactory.getThreadMXBean();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final ProcessHandle server;

    /** @param server the database's first process, whose children serve the connections */
    Stopwatch(ProcessHandle server) {
        this.server = server;
    }

    /**
     * The cost of a step, in nanoseconds for all sessions together.
     *
     * @param wall the time from the first call to the last answer
     * @param clientCpu the CPU time of the calling threads, without compiler and garbage collector
     * @param serverCpu the CPU time of all processes of the database
     */
    record Cost(double wall, double clientCpu, double serverCpu) {}

    Cost costOf(Contender contender, Step step, int firstSession, int sessions)
            throws InterruptedException, ExecutionException {
        long serverBefore = serverCpu();
        long start = System.nanoTime();
        List<Future<Long>> running = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int first = firstSession + thread;
            running.add(threads.submit(() -> {
                long cpu = threadTimes.getCurrentThreadCpuTime();
                for (int i = first; i < firstSession + sessions; i += THREADS) {
                    contender.run(step, step.sessionOf(i));
                }
                return threadTimes.getCurrentThreadCpuTime() - cpu;
            }));
        }
        long clientCpu = 0;
        for (Future<Long> each : running) {
            clientCpu += each.get();
        }
        return new Cost(System.nanoTime() - start, clientCpu, serverCpu() - serverBefore);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** Returns the CPU time of the server's processes, which Linux counts in hundredths of a second. */
    private long serverCpu() {
        return Stream.concat(Stream.of(server), server.descendants())
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus)
                .toNanos();
    }
}
