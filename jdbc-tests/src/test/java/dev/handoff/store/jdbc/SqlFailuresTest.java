package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import dev.handoff.store.jdbc.internal.SqlFailures;
import dev.handoff.store.jdbc.internal.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The store's exceptions for failures of real databases: their effect, and whether a retry can help. */
class SqlFailuresTest {

    private final StoredRecord record = Records.endingAt(Instant.EPOCH);

    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, SET lock_timeout = 50",
        "POSTGRESQL, SET statement_timeout = 50",
        "MARIADB, SET SESSION innodb_lock_wait_timeout = 1",
        "MARIADB, SET SESSION max_statement_time = 0.05",
        "MYSQL, SET SESSION innodb_lock_wait_timeout = 1",
        "DERBY, CALL SYSCS_UTIL.SYSCS_SET_DATABASE_PROPERTY('derby.locks.waitTimeout'; '1')",
        "H2, SET LOCK_TIMEOUT 50",
        "SQLITE, PRAGMA busy_timeout = 50"
    })
    void replace_lockTimeout_hasNoEffectAndIsRetryable(Databases database, String setting) throws SQLException {
        JdbcSchema.createIfMissing(database.store().withTable("waited_for"));
        String table = "waited_for";
        StoredRecord first = record;
        assertThat(database.store().withTable(table).insert(first)).isTrue();
        try (Connection rival = database.pool().getConnection()) {
            rival.setAutoCommit(false);
            try (Statement statement = rival.createStatement()) {
                statement.executeUpdate("UPDATE " + table + " SET body = 'locked'");
            }
            try (HikariDataSource impatient = set(database, setting.replace(';', ','))) {
                JdbcTokenStore store = new JdbcTokenStore(impatient).withTable(table);

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
        "MYSQL, SET SESSION TRANSACTION READ ONLY",
        "HSQLDB, SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        "SQLITE, PRAGMA query_only = on"
    })
    void write_readOnlyDatabase_hasNoEffectAndIsRetryable(Databases database, String setting) {
        try (HikariDataSource readOnly = set(database, setting)) {
            JdbcTokenStore store = new JdbcTokenStore(readOnly);

            assertTrouble(Effect.NONE, true, () -> store.insert(record));
            assertTrouble(Effect.NONE, true, () -> store.replace(record, Records.next(record)));
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void anyCall_tableMissing_hasNoEffectAndIsNotRetryable(Databases database) {
        JdbcTokenStore store = database.store().withTable("nowhere");

        assertTrouble(Effect.NONE, false, () -> store.insert(record));
        assertTrouble(Effect.NONE, false, () -> store.replace(record, Records.next(record)));
        assertTrouble(Effect.NONE, false, () -> store.find(record.key()));
        assertThatThrownBy(() -> store.find(record.key())).hasMessageContaining("check that table nowhere exists");
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void insert_constraintOfTheHostFails_hasNoEffectAndIsNotRetryable(Databases database) throws SQLException {
        String table = "strict_" + database.name().toLowerCase(Locale.ROOT);
        TestHost.drop(database.pool(), table);
        TestHost.execute(
                database.pool(),
                JdbcSchema.script(database.dialect(), table)
                        .replaceAll("(?s);.*", "")
                        .replaceAll("(512.) NOT NULL", "$1 NOT NULL CHECK (body = 'none')"));

        assertTrouble(
                Effect.NONE, false, () -> database.store().withTable(table).insert(record));
    }

    @Test
    void anyCall_noConnection_hasNoEffectAndIsRetryable() {
        HikariDataSource closed = Databases.H2.open();
        closed.close();
        JdbcTokenStore store = new JdbcTokenStore(closed);

        assertTrouble(Effect.NONE, true, () -> store.insert(record));
        assertTrouble(Effect.NONE, true, () -> store.replace(record, Records.next(record)));
        assertTrouble(Effect.NONE, true, () -> store.find(record.key()));
        assertTrouble(Effect.NONE, true, () -> store.purge(Instant.EPOCH, 1));
    }

    /** Connector/J itself refuses to write, with its own SQLState. */
    @Test
    void insert_readOnlyConnectionOfConnectorJ_hasNoEffectAndIsRetryable() {
        try (HikariDataSource readOnly = Databases.MYSQL.open(config -> config.setReadOnly(true))) {
            JdbcTokenStore store = new JdbcTokenStore(readOnly);

            assertTrouble(Effect.NONE, true, () -> store.insert(record));
        }
    }

    /** A pooler in transaction mode uses a server session that has other prepared statements. */
    @ParameterizedTest
    @ValueSource(strings = {"PREPARE \"S_3\" AS SELECT 1", "DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$"})
    void joined_preparedStatementsOfAnotherSession_isRetryable(String change) throws SQLException {
        try (HikariDataSource pool = preparing();
                Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            JdbcTokenStore store = Databases.POSTGRESQL.store();
            TestHost.execute(connection, change);
            if (change.startsWith("DO")) {
                store.joining(connection).insert(Records.endingAt(Instant.EPOCH));
                TestHost.execute(connection, change);
            }

            assertTrouble(Effect.NONE, true, () -> store.joining(connection).insert(record));
        }
    }

    @Test
    void joined_tableChangedAfterAStatementWasPrepared_isRetryable() throws SQLException {
        TestHost.makeTable(Databases.POSTGRESQL.pool(), "altered");
        JdbcTokenStore store = Databases.POSTGRESQL.store().withTable("altered");
        try (HikariDataSource pool = preparing();
                Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            store.joining(connection).find(record.key());
            connection.commit();
            TestHost.execute(Databases.POSTGRESQL.pool(), "ALTER TABLE altered ALTER COLUMN body TYPE TEXT");

            TestHost.number(connection, "SELECT 1");
            assertTrouble(Effect.NONE, true, () -> store.joining(connection).find(record.key()));
        }
    }

    /** Opens a pool that prepares a statement on the server at its first use, not after five uses. */
    private static HikariDataSource preparing() {
        return Databases.POSTGRESQL.open(config -> {
            config.setMaximumPoolSize(1);
            config.addDataSourceProperty("prepareThreshold", "1");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"idle_in_transaction_session_timeout", "transaction_timeout"})
    void joined_transactionThatTheServerEnded_isRetryable(String setting) throws SQLException {
        try (Connection connection = Databases.POSTGRESQL.open().getConnection()) {
            connection.setAutoCommit(false);
            long session = TestHost.number(connection, "SELECT pg_backend_pid()");
            TestHost.execute(connection, "SET " + setting + " = 20");
            TestHost.awaitZero(
                    Databases.POSTGRESQL.pool(), "SELECT COUNT(*) FROM pg_stat_activity WHERE pid = " + session);

            assertTrouble(
                    Effect.NONE,
                    true,
                    () -> Databases.POSTGRESQL.store().joining(connection).find(record.key()));
        }
    }

    /** MariaDB's default since version 11.6.2. */
    @Test
    void joined_rowChangedSinceTheSnapshotOfMariadb_isRetryable() throws SQLException {
        JdbcTokenStore store = Databases.MARIADB.store();
        StoredRecord first = Records.endingAt(Instant.EPOCH);
        assertThat(store.insert(first)).isTrue();
        try (HikariDataSource pool = set(Databases.MARIADB, "SET SESSION innodb_snapshot_isolation = ON");
                Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            TestHost.number(connection, "SELECT COUNT(*) FROM handoff_session");
            assertThat(store.replace(first, Records.next(first))).isTrue();

            assertTrouble(Effect.NONE, true, () -> store.joining(connection).replace(first, Records.next(first)));
            connection.rollback();
        }
    }

    /** Codes from the documentation of databases that no test can start, and codes with two meanings. */
    @ParameterizedTest
    @CsvSource({
        "61000, 60, NONE, true, true",
        "72000, 8177, NONE, true, true",
        "61000, 54, NONE, true, false",
        "72000, 12899, NONE, false, false",
        "72000, 1013, NONE, false, false",
        "S0001, 3960, NONE, true, true",
        "S0002, 208, NONE, false, false",
        "S0001, 1222, NONE, true, false",
        "40001, 1205, NONE, true, true",
        "57033, -913, NONE, true, false",
        "40XL1, 30000, NONE, true, false",
        "HY000, 9007, NONE, true, true",
        "HY000, 8005, NONE, true, true",
        "HY000, 8002, NONE, true, true",
        "HY000, 1020, NONE, true, true",
        "08P01, 0, UNKNOWN, true, false",
        "40003, 0, UNKNOWN, true, false",
        "HY000, 1, UNKNOWN, false, false"
    })
    void anyFailure_ofADatabase_isClassifiedByItsCodes(
            String state, int error, Effect effect, boolean retryable, boolean isLostRace) {
        SQLException failed = new SQLException("words", state, error);

        TokenStoreException trouble = SqlFailures.trouble("insert", new TableName("t"), failed);
        assertThat(trouble.effect()).isEqualTo(effect);
        assertThat(trouble.isRetryable()).isEqualTo(retryable);
        assertThat(SqlFailures.isSerializationFailure(failed)).isEqualTo(isLostRace);
        SQLException ofConnectorJ = new SQLTransactionRollbackException("words", "40001", 1205);
        assertThat(SqlFailures.isSerializationFailure(ofConnectorJ)).isFalse();
        assertThat(SqlFailures.isTimeout(ofConnectorJ)).isTrue();
    }

    private static void assertTrouble(Effect effect, boolean retryable, Runnable call) {
        TokenStoreException thrown = catchThrowableOfType(TokenStoreException.class, call::run);
        assertThat(thrown).isNotNull();
        assertThat(thrown.effect()).as(thrown.getMessage()).isEqualTo(effect);
        assertThat(thrown.isRetryable()).as(thrown.getMessage()).isEqualTo(retryable);
    }

    /** Opens a pool of one connection that has this setting. */
    private static HikariDataSource set(Databases database, String setting) {
        return database.open(config -> {
            config.setConnectionInitSql(setting);
            config.setMaximumPoolSize(1);
        });
    }
}
