package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.spi.Outcome;
import dev.handoff.testkit.FakePhone;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/**
 * The only indexed columns, the key and the session's end, never change: so PostgreSQL can put a new version of a row
 * beside the old one and leave both indexes alone (a heap-only update), as its own statistics tell.
 */
class HeapOnlyUpdatesTest {

    private static final String TABLE = "heap_only";
    private static final int SESSIONS = 300;

    @Test
    void updates_ofWholeHandoffs_areHeapOnly() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(Servers.postgresUrl());
        config.setUsername("postgres");
        // one connection, since each of the server's processes keeps its statistics for a while
        config.setMaximumPoolSize(1);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            TestHost.execute(pool, "DROP TABLE IF EXISTS " + TABLE);
            JdbcSchema.createIfMissing(pool, TABLE);
            // room on every page for the next version of its rows, as docs/operations.md advises
            TestHost.execute(pool, "ALTER TABLE " + TABLE + " SET (fillfactor = 50)");
            HandoffService handoffs =
                    TestHost.service(new JdbcTokenStore(pool, TABLE)).build();
            for (int i = 0; i < SESSIONS; i++) {
                handOver(handoffs);
            }

            TestHost.execute(pool, "SELECT pg_stat_force_next_flush()");
            long[] updates = updates(pool);
            assertThat(updates[0]).as("updates").isEqualTo(3L * SESSIONS);
            assertThat(updates[1]).as("heap-only updates of " + updates[0]).isEqualTo(updates[0]);
        }
    }

    private static void handOver(HandoffService handoffs) {
        FakePhone phone = new FakePhone();
        Handoff code = handoffs.start(TestHost.newSession()).orElseThrow();
        phone.hello(handoffs, code).orElseThrow();
        handoffs.finish(phone.resume(handoffs, code).orElseThrow(), Outcome.succeeded())
                .orElseThrow();
    }

    private static long[] updates(HikariDataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = '" + TABLE + "'")) {
            assertThat(row.next()).isTrue();
            return new long[] {row.getLong(1), row.getLong(2)};
        }
    }
}
