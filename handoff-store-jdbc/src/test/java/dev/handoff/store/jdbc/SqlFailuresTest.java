package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What real databases' failures are told as: whether anything was written, and whether trying again can help. */
class SqlFailuresTest {

    private final StoredRecord record = Records.endingAt(Instant.EPOCH);

    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, SET lock_timeout = 50",
        "POSTGRESQL, SET statement_timeout = 50",
        "MARIADB, SET SESSION innodb_lock_wait_timeout = 1",
        "MARIADB, SET SESSION max_statement_time = 0.05",
        "H2, SET LOCK_TIMEOUT 50",
        "SQLITE, PRAGMA busy_timeout = 50"
    })
    void replace_waitsTooLongForALock_wroteNothingAndCanBeTriedAgain(Databases database, String setting)
            throws SQLException {
        JdbcSchema.createIfMissing(database.pool(), "waited_for");
        String table = "waited_for";
        StoredRecord first = record;
        assertThat(new JdbcTokenStore(database.pool(), table).insert(first)).isTrue();
        try (Connection rival = database.pool().getConnection()) {
            rival.setAutoCommit(false);
            try (Statement statement = rival.createStatement()) {
                statement.executeUpdate("UPDATE " + table + " SET body = 'locked'");
            }
            try (HikariDataSource impatient = set(database, setting)) {
                JdbcTokenStore store = new JdbcTokenStore(impatient, table);

                assertTrouble(Effect.NONE, true, () -> store.replace(first, Records.next(first)));
            } finally {
                rival.rollback();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, SET default_transaction_read_only = on",
        "MARIADB, SET SESSION TRANSACTION READ ONLY",
        "HSQLDB, SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        "SQLITE, PRAGMA query_only = on"
    })
    void write_whereTheDatabaseOnlyReads_wroteNothing(Databases database, String setting) {
        try (HikariDataSource readOnly = set(database, setting)) {
            JdbcTokenStore store = new JdbcTokenStore(readOnly);

            assertTrouble(Effect.NONE, true, () -> store.insert(record));
            assertTrouble(Effect.NONE, true, () -> store.replace(record, Records.next(record)));
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void anyCall_tableMissing_wroteNothingAndIsToBeRepaired(Databases database) {
        JdbcTokenStore store = new JdbcTokenStore(database.pool(), "nowhere");

        assertTrouble(Effect.NONE, false, () -> store.insert(record));
        assertTrouble(Effect.NONE, false, () -> store.replace(record, Records.next(record)));
        assertTrouble(Effect.NONE, false, () -> store.find(record.key()));
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void insert_aColumnOfTheHostsRefuses_isNeitherABusyLoopNorAConflict(Databases database) throws SQLException {
        String table = "strict_" + database.name().toLowerCase(Locale.ROOT);
        TestHost.execute(database.pool(), "DROP TABLE IF EXISTS " + table);
        TestHost.execute(
                database.pool(),
                JdbcSchema.script(table)
                        .replaceAll("(?s);.*", "")
                        .replace("VARCHAR(512) NOT NULL", "VARCHAR(512) NOT NULL CHECK (body = 'none')"));

        assertTrouble(Effect.NONE, false, () -> new JdbcTokenStore(database.pool(), table).insert(record));
    }

    @Test
    void anyCall_noConnection_wroteNothingAndCanBeTriedAgain() {
        HikariDataSource closed = Databases.H2.open();
        closed.close();
        JdbcTokenStore store = new JdbcTokenStore(closed);

        assertTrouble(Effect.NONE, true, () -> store.insert(record));
        assertTrouble(Effect.NONE, true, () -> store.replace(record, Records.next(record)));
        assertTrouble(Effect.NONE, true, () -> store.find(record.key()));
        assertTrouble(Effect.NONE, true, () -> store.purge(Instant.EPOCH, 1));
    }

    private static void assertTrouble(Effect effect, boolean retryable, Runnable call) {
        TokenStoreException thrown = catchThrowableOfType(TokenStoreException.class, call::run);
        assertThat(thrown).isNotNull();
        assertThat(thrown.effect()).as(thrown.getMessage()).isEqualTo(effect);
        assertThat(thrown.isRetryable()).as(thrown.getMessage()).isEqualTo(retryable);
    }

    /** Connections that are nobody else's, each after a setting. */
    private static HikariDataSource set(Databases database, String setting) {
        return database.open(config -> {
            config.setConnectionInitSql(setting);
            config.setMaximumPoolSize(1);
        });
    }
}
