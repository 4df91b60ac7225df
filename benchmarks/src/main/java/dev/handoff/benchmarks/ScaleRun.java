package dev.handoff.benchmarks;

import dev.handoff.benchmarks.Population.Call;
import dev.handoff.spi.StoredRecord;
import dev.handoff.store.jdbc.JdbcSchema;
import dev.handoff.store.jdbc.JdbcTokenStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Measures a call in a table of many sessions and in a table of few, on the same server and in rounds. The same call
 * runs on both tables, one right after the other and in changing order. Then it measures a purge.
 */
final class ScaleRun {

    private static final int FEW = 10_000;
    /** The number of calls in each of a round's two turns. Reads are faster, so that there are more of them. */
    private static final int CALLS = 100;

    private static final int READS = 800;
    private static final List<Integer> THREADS = List.of(1, Stopwatch.THREADS);
    /** A table is filled in this many passes in key order, so that pages split as they do under traffic. */
    private static final int SWEEPS = 8;

    private static final int LOADERS = 2;

    private final ScaleServer server;
    private final int rows;
    private final Duration time;
    private final ExecutorService threads = Executors.newFixedThreadPool(Stopwatch.THREADS);
    private final Map<Call, Map<Integer, List<double[]>>> costs = new EnumMap<>(Call.class);

    /** @param time how long new rounds begin; at least one round counts */
    ScaleRun(ScaleServer server, int rows, Duration time) {
        this.server = server;
        this.rows = rows / 8 * 8;
        this.time = time;
    }

    String report() throws Exception {
        try {
            long start = System.nanoTime();
            Population many = filled("handoff_many", rows);
            double seconds = (System.nanoTime() - start) / 1e9;
            StringBuilder report = new StringBuilder(String.format(
                    Locale.ROOT,
                    "%s%n%,d sessions loaded in %.0f s; %s%n",
                    server.settings(),
                    rows,
                    seconds,
                    server.size("handoff_many")));
            play(many);
            report.append(table());
            report.append(new PurgeRun(many, threads, time.dividedBy(10)).report());
            return report.toString();
        } finally {
            threads.shutdownNow();
        }
    }

    private void play(Population many) throws Exception {
        Population few = filled("handoff_few", FEW);
        long start = System.nanoTime();
        for (int round = 0; costs.isEmpty() || System.nanoTime() - start < time.toNanos(); round++) {
            int calls = 2 * CALLS * THREADS.size();
            if (!many.has(calls)) {
                break;
            }
            if (!few.has(calls)) {
                few = filled("handoff_few", FEW);
            }
            for (Call call : Call.values()) {
                for (int count : THREADS) {
                    double[] cost = new double[2];
                    // few, many, many, few, and the opposite in the next round: a first turn may wait for earlier work
                    for (int turn = 0; turn < 4; turn++) {
                        int subject = (round + (turn + 1) / 2) % 2;
                        cost[subject] += micros(subject == 0 ? few : many, call, count) / 2;
                    }
                    costs.computeIfAbsent(call, unseen -> new TreeMap<>())
                            .computeIfAbsent(count, unseen -> new ArrayList<>())
                            .add(cost);
                }
            }
        }
    }

    /** Returns the microseconds of a call by the clock, with this number of threads. */
    private double micros(Population population, Call call, int count) throws Exception {
        int calls = call.isRead ? READS : CALLS;
        long start = System.nanoTime();
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < count; thread++) {
            int first = thread;
            running.add(threads.submit(() -> {
                for (int i = first; i < calls; i += count) {
                    population.run(call);
                }
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
        return (System.nanoTime() - start) / 1e3 / calls;
    }

    private String table() {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "cost of a call in %,d rows, where it is 1 in %,d rows; and microseconds in few, in many%n",
                rows,
                FEW));
        costs.forEach((call, byThreads) -> byThreads.forEach((count, rounds) -> table.append(String.format(
                Locale.ROOT,
                "%-12s %d threads  %-24s%6.0f %6.0f  %d rounds%n",
                call,
                count,
                Quartiles.of(rounds.stream().map(cost -> cost[1] / cost[0]).toList()),
                Quartiles.of(rounds.stream().map(cost -> cost[0]).toList()).median(),
                Quartiles.of(rounds.stream().map(cost -> cost[1]).toList()).median(),
                rounds.size()))));
        return table.toString();
    }

    private Population filled(String table, int size) throws Exception {
        JdbcTokenStore store = new JdbcTokenStore(server.pool()).withTable(table);
        server.execute("DROP TABLE IF EXISTS " + table);
        JdbcSchema.createIfMissing(store);
        Population population = new Population(store, size);
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            load(table, population, size / SWEEPS * sweep, size / SWEEPS * (sweep + 1));
        }
        population.deal();
        server.settle(table);
        return population;
    }

    private void load(String table, Population population, int from, int to) throws Exception {
        int[] inKeyOrder = inKeyOrder(population, from, to);
        List<Future<?>> running = new ArrayList<>();
        for (int loader = 0; loader < LOADERS; loader++) {
            int first = inKeyOrder.length / LOADERS * loader;
            int last = loader == LOADERS - 1 ? inKeyOrder.length : first + inKeyOrder.length / LOADERS;
            SessionMaker maker = population.maker();
            Iterator<StoredRecord> records = Arrays.stream(inKeyOrder, first, last)
                    .mapToObj(number -> population.make(maker, number))
                    .iterator();
            running.add(threads.submit(() -> {
                server.load(table, new RecordStream(records));
                return null;
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
    }

    private static int[] inKeyOrder(Population population, int from, int to) {
        // 36 bits of the key and 28 bits of the number: a few neighbours may be in the wrong order
        long[] keyed = IntStream.range(from, to)
                .parallel()
                .mapToLong(number -> Long.parseLong(population.key(number).substring(0, 9), 16) << 28 | number)
                .toArray();
        Arrays.parallelSort(keyed);
        return Arrays.stream(keyed).mapToInt(each -> (int) (each & 0xFFF_FFFF)).toArray();
    }
}
