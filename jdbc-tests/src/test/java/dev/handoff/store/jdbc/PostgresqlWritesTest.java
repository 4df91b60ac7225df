package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.testkit.TestPhone;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PostgreSQL's statistics show what the calls write. */
class PostgresqlWritesTest {

    private static final String TABLE = "counted_writes";
    private static final int SESSIONS = 300;

    private HikariDataSource pool;
    private HandoffService handoffs;

    @BeforeEach
    void makeTable() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(Servers.postgresUrl());
        config.setUsername("postgres");
        // one connection, because each server process reports its statistics late
        config.setMaximumPoolSize(1);
        pool = new HikariDataSource(config);
        TestHost.makeTable(pool, TABLE);
        handoffs = TestHost.service(new JdbcTokenStore(pool).withTable(TABLE)).build();
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    /**
     * The indexed columns, the key and the session's end, never change. So PostgreSQL can write a new version of a row
     * on the same page without touching the indexes, if the script's fill factor leaves enough room.
     */
    @Test
    void updates_ofWholeHandoffs_areHeapOnly() throws SQLException {
        for (int i = 0; i < SESSIONS; i++) {
            TestPhone phone = new TestPhone(handoffs);
            Handoff code = TestHost.start(handoffs);
            phone.scans(code).saysHello().orElseThrow();
            handoffs.finish(phone.scans(code).resumes().orElseThrow(), Outcome.succeeded())
                    .orElseThrow();
        }

        assertThat(counted("n_tup_upd")).as("updates").isEqualTo(3L * SESSIONS);
        assertThat(counted("n_tup_hot_upd")).as("heap-only updates").isEqualTo(3L * SESSIONS);
    }

    /** A failed insert would count as an insert, and leave a dead row. */
    @Test
    void openAndStart_again_writeNothing() throws SQLException {
        for (int i = 0; i < SESSIONS; i++) {
            String session = TestHost.newSession();
            handoffs.start(session).orElseThrow();
            handoffs.open(session).orElseThrow();
            handoffs.start(session).orElseThrow();
        }

        assertThat(counted("n_tup_ins")).as("inserts").isEqualTo(SESSIONS);
        assertThat(counted("n_tup_upd")).as("updates").isZero();
        assertThat(counted("n_dead_tup")).as("dead rows").isZero();
    }

    private long counted(String statistic) throws SQLException {
        TestHost.execute(pool, "SELECT pg_stat_force_next_flush()");
        return TestHost.number(
                pool, "SELECT " + statistic + " FROM pg_stat_user_tables WHERE relname = '" + TABLE + "'");
    }
}
