package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.spi.JoinedTokenStore;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.testkit.store.Losses;
import dev.handoff.testkit.store.TokenStoreContract;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The store contract on a database that the command line names, as {@code docs/operations.md} describes. */
@EnabledIfSystemProperty(
        named = "handoff.test.jdbc.url",
        matches = ".+",
        disabledReason = "handoff.test.jdbc.url is not set")
class NamedDatabaseTokenStoreTest extends TokenStoreContract {

    private static HikariDataSource pool;

    private final JdbcTokenStore store = storeOn(pool);

    @BeforeAll
    static void connect() throws SQLException {
        pool = open();
        JdbcSchema.createIfMissing(storeOn(pool));
    }

    @AfterAll
    static void disconnect() {
        pool.close();
    }

    private static HikariDataSource open() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(System.getProperty("handoff.test.jdbc.url"));
        config.setUsername(System.getProperty("handoff.test.jdbc.user"));
        config.setPassword(System.getProperty("handoff.test.jdbc.password"));
        return new HikariDataSource(config);
    }

    private static JdbcTokenStore storeOn(DataSource dataSource) {
        JdbcTokenStore store = new JdbcTokenStore(dataSource);
        String dialect = System.getProperty("handoff.test.jdbc.dialect");
        return dialect == null ? store : store.withDialect(dialect);
    }

    @Override
    protected TokenStore createStore() {
        return storeOn(pool);
    }

    @Override
    protected TokenStore createUnreachableStore() {
        HikariDataSource closed = open();
        closed.close();
        return storeOn(closed);
    }

    @Override
    protected TokenStore createStoreThatSuffers(Losses losses) {
        return storeOn(LosingDataSource.over(pool, losses));
    }

    @Override
    protected boolean mustShareData() {
        return true;
    }

    @Test
    void check_namedDatabase_isHealthy() throws Exception {
        ExecutorService rivals = Executors.newFixedThreadPool(8);
        try {
            TokenStoreCheck.Report report =
                    TokenStoreCheck.of(store).rivals(rivals, 8).run(Duration.ofSeconds(10));
            System.out.println(report);
            assertThat(report.isHealthy()).as(report.toString()).isTrue();
        } finally {
            rivals.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Connection.TRANSACTION_READ_COMMITTED,
                Connection.TRANSACTION_REPEATABLE_READ,
                Connection.TRANSACTION_SERIALIZABLE
            })
    void joining_transactionRolledBackThenCommitted_writesOnlyWhatWasCommitted(int isolation) throws SQLException {
        StoredRecord record = Records.endingAt(Instant.EPOCH);
        StoredRecord next = Records.next(record);
        try (Connection connection = pool.getConnection()) {
            assumeTrue(connection.getMetaData().supportsTransactionIsolationLevel(isolation));
            connection.setTransactionIsolation(isolation);
            connection.setAutoCommit(false);
            assertThat(insertAndReplace(connection, record, next)).isTrue();
            connection.rollback();
            assertThat(store.find(record.key())).isEmpty();

            assertThat(insertAndReplace(connection, record, next)).isTrue();
            connection.commit();
            assertThat(store.find(record.key())).contains(next);

            JoinedTokenStore joined = store.joining(connection);
            assertThat(joined.replace(record, next)).isFalse();
            assertThat(joined.purge(Instant.EPOCH.plusMillis(1), Integer.MAX_VALUE))
                    .isPositive();
            connection.commit();
            assertThat(store.find(record.key())).isEmpty();
        }
    }

    private boolean insertAndReplace(Connection connection, StoredRecord record, StoredRecord next) {
        JoinedTokenStore joined = store.joining(connection);
        return joined.find(record.key()).isEmpty()
                && joined.insert(record)
                && joined.replace(record, next)
                && joined.find(record.key()).equals(Optional.of(next));
    }
}
