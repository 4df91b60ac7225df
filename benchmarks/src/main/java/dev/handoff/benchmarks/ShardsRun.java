package dev.handoff.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.HandoffPolicy.Opening;
import dev.handoff.benchmarks.Contender.Step;
import dev.handoff.spi.ShardedTokenStore;
import dev.handoff.store.jdbc.JdbcSchema;
import dev.handoff.store.jdbc.JdbcTokenStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures handoffs per second over one to four PostgreSQL servers as one store. Each round measures one, two, three
 * and four servers. All servers and callers share this machine, so that the report also shows how busy it was.
 */
final class ShardsRun {

    private static final int MOST_SHARDS = 4;
    private static final int THREADS = 16;

    private final Duration turn;
    private final int rounds;
    private final AtomicInteger session = new AtomicInteger();
    private final OperatingSystemMXBean machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /**
     * @param turn how long each number of servers is measured in a round
     * @param rounds how many rounds count, after one warm-up round
     */
    ShardsRun(Duration turn, int rounds) {
        this.turn = turn;
        this.rounds = rounds;
    }

    /** The result of one number of servers in one round. */
    private record Speed(double handoffsPerSecond, double busy) {}

    String report() throws Exception {
        List<EmbeddedPostgres> servers = new ArrayList<>();
        List<HikariDataSource> pools = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<JdbcTokenStore> stores = new ArrayList<>();
            for (int i = 0; i < MOST_SHARDS; i++) {
                servers.add(PostgresRun.server(Files.createTempDirectory("handoff-benchmark")));
                pools.add(PostgresRun.pool(servers.get(i)));
                stores.add(storeOn(pools.get(i)));
            }
            List<List<Speed>> speeds = new ArrayList<>();
            for (int round = 0; round <= rounds; round++) {
                List<Speed> ofRound = new ArrayList<>();
                for (int shards = 1; shards <= MOST_SHARDS; shards++) {
                    ofRound.add(play(threads, new ShardedTokenStore(stores.subList(0, shards))));
                }
                if (round > 0) {
                    speeds.add(ofRound);
                }
            }
            return table(speeds);
        } finally {
            threads.shutdownNow();
            pools.forEach(HikariDataSource::close);
            for (EmbeddedPostgres server : servers) {
                server.close();
            }
        }
    }

    private static JdbcTokenStore storeOn(HikariDataSource pool) throws SQLException {
        JdbcTokenStore store = new JdbcTokenStore(pool);
        JdbcSchema.createIfMissing(store);
        return store;
    }

    private Speed play(ExecutorService threads, ShardedTokenStore store)
            throws InterruptedException, ExecutionException {
        Contender library = new LibraryContender(store, Opening.STORED);
        AtomicInteger done = new AtomicInteger();
        // the next call returns the load since this call
        machine.getCpuLoad();
        long start = System.nanoTime();
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            running.add(threads.submit(() -> {
                while (System.nanoTime() - start < turn.toNanos()) {
                    library.run(Step.HANDOFF, session.getAndIncrement());
                    done.getAndIncrement();
                }
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
        return new Speed(done.get() * 1e9 / (System.nanoTime() - start), machine.getCpuLoad());
    }

    private static String table(List<List<Speed>> speeds) {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "whole handoffs by %d threads, where one server is 1: %d rounds%n",
                THREADS,
                speeds.size()));
        for (int i = 0; i < MOST_SHARDS; i++) {
            int index = i;
            table.append(String.format(
                    Locale.ROOT,
                    "%d servers  %-24s%6.0f per second, processors busy %s%n",
                    index + 1,
                    Quartiles.of(speeds.stream()
                            .map(round -> round.get(index).handoffsPerSecond()
                                    / round.get(0).handoffsPerSecond())
                            .toList()),
                    Quartiles.of(speeds.stream()
                                    .map(round -> round.get(index).handoffsPerSecond())
                                    .toList())
                            .median(),
                    Quartiles.of(speeds.stream()
                            .map(round -> round.get(index).busy())
                            .toList())));
        }
        return table.toString();
    }
}
