package dev.handoff.store.jdbc;

import static dev.handoff.store.jdbc.CheckedTables.count;
import static dev.handoff.store.jdbc.CheckedTables.execute;
import static dev.handoff.store.jdbc.CheckedTables.finding;
import static dev.handoff.store.jdbc.CheckedTables.make;
import static dev.handoff.store.jdbc.CheckedTables.run;
import static dev.handoff.store.jdbc.CheckedTables.worseThanNotes;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.store.jdbc.TokenStoreCheck.Code;
import dev.handoff.store.jdbc.TokenStoreCheck.Finding;
import dev.handoff.store.jdbc.TokenStoreCheck.Report;
import dev.handoff.store.jdbc.TokenStoreCheck.Severity;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** What the check says of the {@code DataSource} that it is given. */
class TokenStoreCheckDataSourceTest {

    private static final String TABLE = "handoff_session";

    private final DataSource h2 = Databases.H2.pool();
    private final DataSource postgres = Databases.POSTGRESQL.pool();

    @Test
    void run_noDatabase_isUnreachableWithoutTheAddress() throws Exception {
        DataSource nowhere = new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:1/hidden", "user", "secret");

        Report report = TokenStoreCheck.of(nowhere).run(CheckedTables.SHORT);

        assertThat(worseThanNotes(report)).containsExactly(Code.UNREACHABLE);
        assertThat(report.toString()).contains("SQLState 08001").doesNotContain("127.0.0.1", "hidden", "secret");
    }

    @Test
    void run_proxyThatJoins_isFoundOutsideTransactions() throws Exception {
        Report report = run(
                TokenStoreCheck.of(new TransactionAwareDataSourceProxy(postgres)), postgres, TABLE, CheckedTables.LONG);

        assertThat(worseThanNotes(report)).containsExactly(Code.JOINED);
        assertThat(report.timings()).hasSize(3);
    }

    @Test
    void run_proxyThatJoins_isFoundInsideATransactionWhichIsLeftAlone() throws Exception {
        execute(postgres, "CREATE TABLE IF NOT EXISTS checked_host_row (note INTEGER)");
        TokenStoreCheck check = TokenStoreCheck.of(new TransactionAwareDataSourceProxy(postgres));

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
            Report report = run(TokenStoreCheck.of(new SingleConnectionDataSource(one, true)), database.pool(), TABLE);

            assertThat(worseThanNotes(report)).containsExactly(Code.JOINED);
            assertThat(one.getAutoCommit()).isTrue();
        }
    }

    @Test
    void run_oneConnectionForAllWithWorkOfTheHosts_isJoinedAndCommitsNothing() throws Exception {
        execute(h2, "CREATE TABLE IF NOT EXISTS checked_host_row (note INTEGER)");
        try (Connection one = h2.getConnection()) {
            one.setAutoCommit(false);
            DataSource single = new SingleConnectionDataSource(one, true);
            new JdbcTemplate(single).update("INSERT INTO checked_host_row VALUES (1)");

            Report report = TokenStoreCheck.of(single).run(CheckedTables.SHORT);
            one.rollback();

            assertThat(worseThanNotes(report)).containsExactly(Code.JOINED);
            assertThat(count(h2, "checked_host_row")).isZero();
        }
    }

    @Test
    void run_lazyProxy_isHealthy() throws Exception {
        assertThat(worseThanNotes(
                        run(TokenStoreCheck.of(new LazyConnectionDataSourceProxy(postgres)), postgres, TABLE)))
                .isEmpty();
    }

    @Test
    void run_readUncommitted_isAnErrorOfIsolation() throws Exception {
        try (HikariDataSource pool =
                pool(h2, config -> config.setTransactionIsolation("TRANSACTION_READ_UNCOMMITTED"))) {
            Report report = run(TokenStoreCheck.of(pool), h2, TABLE);

            assertThat(worseThanNotes(report)).containsExactly(Code.ISOLATION);
            assertThat(finding(report, Code.ISOLATION).severity()).isEqualTo(Severity.ERROR);
        }
    }

    @Test
    void run_anyOtherIsolation_isNoted() throws Exception {
        Report report = run(
                TokenStoreCheck.of(Databases.POSTGRESQL_SERIALIZABLE.pool()),
                Databases.POSTGRESQL_SERIALIZABLE.pool(),
                TABLE);

        Finding isolation = finding(report, Code.ISOLATION);
        assertThat(isolation.severity()).isEqualTo(Severity.NOTE);
        assertThat(isolation.text()).contains("SERIALIZABLE");
    }

    @Test
    void run_connectionsSetToReadOnly_isReadOnly() throws Exception {
        try (HikariDataSource pool = pool(postgres, config -> config.setReadOnly(true))) {
            assertThat(worseThanNotes(run(TokenStoreCheck.of(pool), postgres, TABLE)))
                    .containsExactly(Code.READ_ONLY);
        }
    }

    @Test
    void run_databaseThatRefusesToWrite_isReadOnly() throws Exception {
        assertThat(worseThanNotes(run(TokenStoreCheck.of(replica()), postgres, TABLE)))
                .containsExactly(Code.READ_ONLY);
    }

    @Test
    void run_someConnectionsLeadToAReplica_isReadOnly() throws Exception {
        DataSource replica = replica();
        DataSource mixed =
                OddDataSources.giving(number -> number == 3 ? replica.getConnection() : postgres.getConnection());

        Report report = run(TokenStoreCheck.of(mixed), postgres, TABLE, CheckedTables.LONG);

        assertThat(worseThanNotes(report)).containsExactly(Code.READ_ONLY);
        assertThat(finding(report, Code.READ_ONLY).text()).startsWith("Some connections");
    }

    @Test
    void run_readsThatLag_isStaleReadsWithTheRatio() throws Exception {
        make(h2, "lagging", UnaryOperator.identity());
        DataSource lagging = OddDataSources.changing(
                h2,
                (sql, connection) -> connection % 2 == 1 && sql.startsWith("SELECT session_key, generation")
                        ? sql.replace("FROM handoff_session", "FROM lagging")
                        : sql);

        Report report = run(TokenStoreCheck.of(lagging), h2, TABLE, CheckedTables.LONG);

        assertThat(worseThanNotes(report)).containsExactly(Code.STALE_READS);
        assertThat(finding(report, Code.STALE_READS).text()).startsWith("450 of 900 reads");
    }

    @ParameterizedTest
    @CsvSource({"1, ERROR", "2, WARNING", "3, WARNING"})
    void run_smallPool_isPoolSmall(int size, Severity severity) throws Exception {
        try (HikariDataSource pool = pool(h2, config -> config.setMaximumPoolSize(size))) {
            Report report = run(TokenStoreCheck.of(pool), h2, TABLE);

            assertThat(worseThanNotes(report)).containsExactly(Code.POOL_SMALL);
            assertThat(finding(report, Code.POOL_SMALL).severity()).isEqualTo(severity);
        }
    }

    @Test
    void run_deletionRefused_isLeftovers() throws Exception {
        make(h2, "sticky", UnaryOperator.identity());
        DataSource sticky =
                OddDataSources.changing(h2, (sql, i) -> sql.replace("DELETE FROM sticky", "DELETE FROM nowhere"));

        Report report = TokenStoreCheck.of(sticky).table("sticky").run(CheckedTables.LONG);

        assertThat(worseThanNotes(report)).containsExactly(Code.CALL_FAILED, Code.LEFTOVERS);
        assertThat(finding(report, Code.LEFTOVERS).text()).startsWith(count(h2, "sticky") + " rows");
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

            run(TokenStoreCheck.of(two), database.pool(), TABLE);

            assertThat(kept.getAutoCommit()).isEqualTo(before);
            assertThat(other.getAutoCommit()).isEqualTo(before);
        }
    }

    /** With the same table, but refusing to write, as a standby does. */
    private static DataSource replica() {
        String url = Servers.postgresUrl() + (Servers.postgresUrl().contains("?") ? "&" : "?");
        return new DriverManagerDataSource(url + "options=-c%20default_transaction_read_only=on", "postgres", "");
    }

    private static HikariDataSource pool(DataSource database, Consumer<HikariConfig> change) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database);
        config.setMaximumPoolSize(4);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(250);
        change.accept(config);
        return new HikariDataSource(config);
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
