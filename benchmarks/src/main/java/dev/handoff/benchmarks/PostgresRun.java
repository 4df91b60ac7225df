package dev.handoff.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.HandoffPolicy.Opening;
import dev.handoff.benchmarks.Contender.Step;
import dev.handoff.benchmarks.Stopwatch.Cost;
import dev.handoff.store.jdbc.JdbcSchema;
import dev.handoff.store.jdbc.JdbcTokenStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Measures the library, bare statements and Spring Security's one-time tokens on one PostgreSQL, in rounds. All
 * contenders do each step one right after the other, in changing order, so that other work on the machine slows all of
 * them.
 */
final class PostgresRun {

    private final Duration time;
    private final int sessions;
    private final CostTable costs = new CostTable();

    /**
     * @param time how long new rounds begin; the first third is the warm-up, and at least one round counts
     * @param sessions the number of sessions in a round, for each step
     */
    PostgresRun(Duration time, int sessions) {
        this.time = time;
        this.sessions = sessions;
    }

    String report() throws Exception {
        Path data = Files.createTempDirectory("handoff-benchmark");
        try (EmbeddedPostgres server = server(data);
                HikariDataSource pool = pool(server);
                Stopwatch stopwatch = new Stopwatch(firstProcess(data))) {
            JdbcTokenStore store = new JdbcTokenStore(pool);
            JdbcSchema.createIfMissing(store);
            SpringTokens spring = new SpringTokens(pool);
            Contender stored = new LibraryContender(store, Opening.STORED);
            Contender unstored = new LibraryContender(store, Opening.UNSTORED);
            play(stopwatch, List.of(stored, unstored, new BareStatements(pool), spring));
            spring.destroy();
        }
        return costs.report(sessions);
    }

    private void play(Stopwatch stopwatch, List<Contender> contenders) throws InterruptedException, ExecutionException {
        List<Contender> order = new ArrayList<>(contenders);
        long start = System.nanoTime();
        for (int round = 0; costs.isEmpty() || System.nanoTime() - start < time.toNanos(); round++) {
            boolean isWarm = System.nanoTime() - start >= time.toNanos() / 3;
            for (Step step : Step.values()) {
                for (Contender contender : order) {
                    if (contender.steps().contains(step)) {
                        Cost cost = stopwatch.costOf(contender, step, round * sessions, sessions);
                        if (isWarm) {
                            costs.add(contender.name(), step, cost);
                        }
                    }
                }
                Collections.rotate(order, 1);
            }
        }
    }

    static EmbeddedPostgres server(Path data) throws IOException {
        return builder(data).start();
    }

    /** Returns the builder of a server with durable commits, whose folder is deleted when it is closed. */
    static EmbeddedPostgres.Builder builder(Path data) {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on");
    }

    static HikariDataSource pool(EmbeddedPostgres server) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(server.getJdbcUrl("postgres", "postgres"));
        config.setMaximumPoolSize(Stopwatch.THREADS);
        return new HikariDataSource(config);
    }

    private static ProcessHandle firstProcess(Path data) throws IOException {
        String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }
}
