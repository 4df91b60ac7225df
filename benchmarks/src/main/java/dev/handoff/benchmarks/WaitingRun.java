package dev.handoff.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffPolicy.Opening;
import dev.handoff.HandoffService;
import dev.handoff.Safeguard;
import dev.handoff.Secret;
import dev.handoff.store.jdbc.JdbcSchema;
import dev.handoff.store.jdbc.JdbcTokenStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * Measures what sessions without a phone cost a PostgreSQL: visitors who start a session and leave, and pages that wait
 * for an hour and mint once a minute.
 */
final class WaitingRun {

    private static final int MINUTES = 60;

    private final int visitors;
    private final int pages;

    WaitingRun(int visitors, int pages) {
        this.visitors = visitors;
        this.pages = pages;
    }

    String report() throws Exception {
        try (EmbeddedPostgres server = PostgresRun.server(Files.createTempDirectory("handoff-benchmark"));
                HikariDataSource pool = PostgresRun.pool(server)) {
            JdbcSchema.createIfMissing(new JdbcTokenStore(pool));
            StringBuilder report = new StringBuilder(String.format(
                    Locale.ROOT, "%-44s%10s%10s%10s%12s%8s%n", "", "rows", "inserted", "updated", "WAL bytes", "s"));
            for (Opening opening : List.of(Opening.UNSTORED, Opening.STORED)) {
                report.append(play(pool, opening, visitors + " visitors who start and leave", this::visit));
                report.append(play(pool, opening, pages + " pages that wait for an hour", this::waitForAnHour));
            }
            return report.toString();
        }
    }

    /** The calls of visitors or waiting pages. */
    private interface Scene {
        void play(HandoffService handoffs, AtomicReference<Instant> now);
    }

    private static String play(DataSource pool, Opening opening, String title, Scene scene) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE handoff_session");
        }
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        HandoffService handoffs = HandoffService.builder()
                .store(new JdbcTokenStore(pool))
                .keys(HandoffKeys.random())
                .policy(HandoffPolicy.defaults().withOpening(opening).withSafeguards(Safeguard.PAGE_PROOF))
                .clock(now::get)
                .build();
        long[] before = counts(pool);
        long start = System.nanoTime();
        scene.play(handoffs, now);
        double seconds = (System.nanoTime() - start) / 1e9;
        long[] after = counts(pool);
        return String.format(
                Locale.ROOT,
                "%-44s%10d%10d%10d%12d%8.1f%n",
                opening.name().toLowerCase(Locale.ROOT) + ": " + title,
                after[0],
                after[1] - before[1],
                after[2] - before[2],
                after[3] - before[3],
                seconds);
    }

    private void visit(HandoffService handoffs, AtomicReference<Instant> now) {
        IntStream.range(0, visitors)
                .parallel()
                .forEach(visitor ->
                        handoffs.start(LibraryContender.sessionId(visitor)).orElseThrow());
    }

    private void waitForAnHour(HandoffService handoffs, AtomicReference<Instant> now) {
        List<String> proofs = IntStream.range(0, pages)
                .parallel()
                .mapToObj(page -> handoffs.start(LibraryContender.sessionId(page))
                        .orElseThrow()
                        .pageProof()
                        .map(Secret::reveal)
                        .orElseThrow())
                .toList();
        for (int minute = 1; minute < MINUTES; minute++) {
            now.updateAndGet(instant -> instant.plus(Duration.ofSeconds(60).plusMillis(1)));
            IntStream.range(0, pages)
                    .parallel()
                    .forEach(page -> handoffs.mint(LibraryContender.sessionId(page), proofs.get(page))
                            .orElseThrow());
        }
    }

    /** Returns the number of rows, of inserted and of updated rows so far, and the bytes of the write-ahead log. */
    private static long[] counts(DataSource pool) throws SQLException {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < Stopwatch.THREADS; i++) {
            all.add(pool.getConnection());
        }
        // each server process has counts that it has not published yet
        for (Connection each : all) {
            try (each;
                    Statement statement = each.createStatement()) {
                statement.execute("SELECT pg_stat_force_next_flush()");
            }
        }
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT (SELECT count(*) FROM handoff_session), n_tup_ins, n_tup_upd,"
                                + " pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint"
                                + " FROM pg_stat_user_tables WHERE relname = 'handoff_session'")) {
            row.next();
            return new long[] {row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)};
        }
    }
}
