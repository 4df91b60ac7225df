package dev.handoff.store.jdbc;

import static dev.handoff.store.jdbc.CheckedTables.count;
import static dev.handoff.store.jdbc.CheckedTables.finding;
import static dev.handoff.store.jdbc.CheckedTables.make;
import static dev.handoff.store.jdbc.CheckedTables.worseThanNotes;
import static dev.handoff.store.jdbc.TestHost.execute;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.store.jdbc.TokenStoreCheck.Code;
import dev.handoff.store.jdbc.TokenStoreCheck.Report;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** What the check reports about a {@code DataSource}. */
class TokenStoreCheckDataSourceTest {

    private final DataSource h2 = Databases.H2.pool();
    private final DataSource postgres = Databases.POSTGRESQL.pool();

    @Test
    void run_noDatabase_isUnreachableWithoutTheAddress() throws Exception {
        DataSource nowhere = new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:1/hidden", "user", "secret");

        Report report = TokenStoreCheck.of(new JdbcTokenStore(nowhere)).run(CheckedTables.SHORT);

        assertThat(worseThanNotes(report)).containsExactly(Code.UNREACHABLE);
        assertThat(report.toString()).contains("SQLState 08001").doesNotContain("127.0.0.1", "hidden", "secret");
    }

    @Test
    void run_joiningProxyInsideATransaction_isJoinedAndCommitsNothing() throws Exception {
        execute(postgres, "CREATE TABLE IF NOT EXISTS checked_host_row (note INTEGER)");
        TokenStoreCheck check = TokenStoreCheck.of(new JdbcTokenStore(new TransactionAwareDataSourceProxy(postgres)));

        new TransactionTemplate(new DataSourceTransactionManager(postgres)).executeWithoutResult(status -> {
            new JdbcTemplate(postgres).update("INSERT INTO checked_host_row VALUES (1)");
            assertThat(worseThanNotes(runQuietly(check))).containsExactly(Code.JOINED);
            status.setRollbackOnly();
        });

        assertThat(count(postgres, "checked_host_row")).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Databases.class,
            names = {"H2", "HSQLDB", "POSTGRESQL", "MARIADB", "SQLITE"})
    void run_oneConnectionForAll_isJoined(Databases database) throws Exception {
        try (Connection one = database.pool().getConnection()) {
            Report report = check(new SingleConnectionDataSource(one, true));

            assertThat(worseThanNotes(report)).containsExactly(Code.JOINED);
            assertThat(one.getAutoCommit()).isTrue();
        }
    }

    @Test
    void run_oneConnectionForAllWithUncommittedWork_isJoinedAndCommitsNothing() throws Exception {
        execute(h2, "CREATE TABLE IF NOT EXISTS checked_host_row (note INTEGER)");
        try (Connection one = h2.getConnection()) {
            one.setAutoCommit(false);
            DataSource single = new SingleConnectionDataSource(one, true);
            new JdbcTemplate(single).update("INSERT INTO checked_host_row VALUES (1)");

            Report report = TokenStoreCheck.of(new JdbcTokenStore(single)).run(CheckedTables.SHORT);
            one.rollback();

            assertThat(worseThanNotes(report)).containsExactly(Code.JOINED);
            assertThat(count(h2, "checked_host_row")).isZero();
        }
    }

    @Test
    void run_lazyProxy_isHealthy() throws Exception {
        assertThat(worseThanNotes(check(new LazyConnectionDataSourceProxy(postgres))))
                .isEmpty();
    }

    @Test
    void run_readUncommitted_isFound() throws Exception {
        try (HikariDataSource pool =
                pool(h2, config -> config.setTransactionIsolation("TRANSACTION_READ_UNCOMMITTED"))) {
            assertThat(worseThanNotes(check(pool))).containsExactly(Code.READ_UNCOMMITTED);
        }
    }

    @Test
    void run_poolThatTurnsAutoCommitOff_isJoinedUnlessDeclared() throws Exception {
        try (HikariDataSource pool = pool(h2, config -> config.setAutoCommit(false))) {
            assertThat(worseThanNotes(check(pool))).containsExactly(Code.JOINED);
            Report declared = TokenStoreCheck.of(new JdbcTokenStore(pool).withOwnConnections())
                    .run(CheckedTables.SHORT);
            assertThat(worseThanNotes(declared)).isEmpty();
        }
    }

    @Test
    void run_synchronousCommitOff_isNotDurable() throws Exception {
        Report report = check(postgres("synchronous_commit=off"));

        assertThat(worseThanNotes(report)).containsExactly(Code.NOT_DURABLE);
        assertThat(finding(report, Code.NOT_DURABLE).detail()).contains("synchronous_commit");
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:h2:file:./target/check/h2, H2 in a file",
        "jdbc:hsqldb:file:target/check/hsqldb, hsqldb.write_delay",
        "jdbc:hsqldb:file:target/check/hsqldb-safe;hsqldb.write_delay=false, ''",
        "jdbc:sqlite:target/check.sqlite?journal_mode=WAL&synchronous=NORMAL, synchronous is below FULL",
        "jdbc:sqlite:target/check.sqlite?journal_mode=WAL&synchronous=FULL, ''"
    })
    void run_settingsThatLoseCommitsInACrash_isNotDurable(String url, String fault) throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            JdbcSchema.createIfMissing(new JdbcTokenStore(pool));

            Report report = check(pool);

            if (fault.isEmpty()) {
                assertThat(worseThanNotes(report)).isEmpty();
            } else {
                assertThat(worseThanNotes(report)).containsExactly(Code.NOT_DURABLE);
                assertThat(finding(report, Code.NOT_DURABLE).detail()).contains(fault);
            }
        }
    }

    /** Behind a pooler, the server session has statements that another client prepared under the driver's names. */
    @Test
    void run_preparedStatementsOfAnotherClient_isPooler() throws Exception {
        StringBuilder taken = new StringBuilder("DO $$ BEGIN ");
        for (int i = 9; i < 60; i++) {
            taken.append("EXECUTE 'PREPARE \"S_" + i + "\" AS SELECT 1'; ");
        }
        try (HikariDataSource pool = Databases.POSTGRESQL.open(config -> {
            config.addDataSourceProperty("prepareThreshold", "1");
            config.setConnectionInitSql(taken + "END $$");
        })) {
            assertThat(worseThanNotes(check(pool))).containsExactly(Code.POOLER);
        }
    }

    @Test
    void run_connectionsSetToReadOnly_isReadOnly() throws Exception {
        try (HikariDataSource pool = pool(postgres, config -> config.setReadOnly(true))) {
            assertThat(worseThanNotes(check(pool))).containsExactly(Code.READ_ONLY);
        }
    }

    @Test
    void run_databaseThatRefusesToWrite_isReadOnly() throws Exception {
        assertThat(worseThanNotes(check(replica()))).containsExactly(Code.READ_ONLY);
    }

    @Test
    void run_someConnectionsLeadToAReplica_isReadOnly() throws Exception {
        DataSource replica = replica();
        DataSource mixed =
                OddDataSources.giving(number -> number == 3 ? replica.getConnection() : postgres.getConnection());

        assertThat(worseThanNotes(check(mixed))).containsExactly(Code.READ_ONLY);
    }

    @Test
    void run_readsThatLag_isStaleReads() throws Exception {
        make(Databases.H2, "lagging", UnaryOperator.identity());
        DataSource lagging = OddDataSources.changing(
                h2,
                (sql, connection) -> connection % 2 == 1 && sql.startsWith("SELECT stamp")
                        ? sql.replace("FROM handoff_session", "FROM lagging")
                        : sql);

        assertThat(worseThanNotes(check(lagging))).containsExactly(Code.STALE_READS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void run_smallPool_isPoolSmall(int size) throws Exception {
        try (HikariDataSource pool = pool(h2, config -> config.setMaximumPoolSize(size))) {
            Report report = check(pool);

            assertThat(worseThanNotes(report)).containsExactly(Code.POOL_SMALL);
            assertThat(finding(report, Code.POOL_SMALL).detail()).startsWith(size + " connections were open");
        }
    }

    @Test
    void run_deletionFails_isCallFailedAndLeftovers() throws Exception {
        make(Databases.H2, "sticky", UnaryOperator.identity());
        DataSource sticky =
                OddDataSources.changing(h2, (sql, i) -> sql.replace("DELETE FROM sticky", "DELETE FROM nowhere"));

        Report report = TokenStoreCheck.of(new JdbcTokenStore(sticky).withTable("sticky"))
                .run(CheckedTables.SHORT);

        assertThat(worseThanNotes(report)).containsExactly(Code.CALL_FAILED, Code.LEFTOVERS);
        assertThat(finding(report, Code.LEFTOVERS).detail()).startsWith(count(h2, "sticky") + " rows");
        execute(h2, "DROP TABLE sticky");
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void run_always_leavesAutoCommitAsItWas(Databases database) throws Exception {
        try (Connection kept = database.pool().getConnection();
                Connection other = database.pool().getConnection()) {
            boolean before = kept.getAutoCommit();
            List<Connection> both = List.of(kept, other);
            DataSource two = OddDataSources.giving(number -> number < both.size()
                    ? unclosable(both.get(number))
                    : database.pool().getConnection());

            Report report = TokenStoreCheck.of(new JdbcTokenStore(two).withOwnConnections())
                    .run(CheckedTables.SHORT);
            assertThat(worseThanNotes(report)).isEmpty();

            assertThat(kept.getAutoCommit()).isEqualTo(before);
            assertThat(other.getAutoCommit()).isEqualTo(before);
        }
    }

    /** Returns a data source to the same table that refuses writes, as a standby does. */
    private static DataSource replica() {
        return postgres("default_transaction_read_only=on");
    }

    /** Returns a data source to the same server with another setting. */
    static DataSource postgres(String setting) {
        String url = Servers.postgresUrl() + (Servers.postgresUrl().contains("?") ? "&" : "?");
        return new DriverManagerDataSource(url + "options=-c%20" + setting, "postgres", "");
    }

    private static Report check(DataSource dataSource) throws Exception {
        return TokenStoreCheck.of(new JdbcTokenStore(dataSource)).run(CheckedTables.SHORT);
    }

    /** Opens a pool with a short timeout, filled in advance, because a busy machine may open connections slowly. */
    private static HikariDataSource pool(DataSource database, Consumer<HikariConfig> change) throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database);
        config.setMaximumPoolSize(4);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(250);
        change.accept(config);
        HikariDataSource pool = new HikariDataSource(config);
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < 200 && all.size() < config.getMaximumPoolSize(); i++) {
            try {
                all.add(pool.getConnection());
            } catch (SQLTransientConnectionException slow) {
                // the pool continues to open the connection
            }
        }
        for (Connection one : all) {
            one.close();
        }
        return pool;
    }

    private static Report runQuietly(TokenStoreCheck check) {
        try {
            return check.run(CheckedTables.SHORT);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Connection unclosable(Connection connection) throws SQLException {
        return new SingleConnectionDataSource(connection, true).getConnection();
    }
}
