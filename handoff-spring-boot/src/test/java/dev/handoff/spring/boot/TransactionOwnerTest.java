package dev.handoff.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.SessionState;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.store.jdbc.JdbcSchema;
import dev.handoff.store.jdbc.JdbcTokenStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Which transactions are joined depends on the owner of the connection; a failed call prevents the commit. */
class TransactionOwnerTest extends SharedApplication {

    /** An application without auto-commit, whose store is declared with {@code withOwnConnections()}. */
    private static final Application other = new Application(TestPostgres.database(false));

    /** {@code JdbcTemplate} leaves a bound connection with auto-commit off, which is never committed. */
    @Test
    void poolWithoutAutoCommit_readInATransactionOfAnotherDataSource_commitsTheConsumption() {
        Handoff code = other.start();

        app.transaction().executeWithoutResult(status -> {
            other.rows();
            phone.hello(other.handoffs, code).orElseThrow();
            status.setRollbackOnly();
        });

        assertThat(other.isClaimed(code)).isTrue();
        assertThat(otherPhone.hello(other.handoffs, code).isOk()).isFalse();
    }

    @Test
    void poolWithoutAutoCommit_notDeclaredAsOwn_isRefusedOutsideTransactions() {
        new ApplicationContextRunner()
                .withBean(HikariDataSource.class, () -> TestPostgres.database(false))
                .withBean(HandoffKeys.class, HandoffKeys::random)
                .withConfiguration(AutoConfigurations.of(HandoffAutoConfiguration.class))
                .run(context -> {
                    HandoffService handoffs = context.getBean(HandoffService.class);
                    assertThatThrownBy(() -> handoffs.start("vs_1"))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("withOwnConnections()");
                    context.getBean(HikariDataSource.class).close();
                });
    }

    @Test
    void storeBeanOverJdbc_inATransaction_takesPartInIt() {
        Handoff code = other.start();

        other.transaction().executeWithoutResult(status -> {
            phone.hello(other.handoffs, code).orElseThrow();
            assertThat(other.eventTypes()).as("events before the commit").isEmpty();
            status.setRollbackOnly();
        });

        assertThat(other.isClaimed(code)).isFalse();
        assertThat(other.events).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void commit_afterACaughtFailureInACallbackBeforeTheCommit_throws(boolean joinsBefore, boolean beforeCompletion)
            throws Exception {
        try (HikariDataSource pool = impatientH2();
                Application h2 = new Application(pool)) {
            Handoff code = h2.start();
            try (Connection rival = pool.getConnection();
                    Statement lock = rival.createStatement()) {
                rival.setAutoCommit(false);
                lock.executeUpdate("UPDATE handoff_session SET stamp = stamp");

                assertThatThrownBy(() -> h2.transaction().executeWithoutResult(status -> {
                            h2.writeRow("must not be committed");
                            if (joinsBefore) {
                                h2.handoffs.start("vs_" + UUID.randomUUID()).orElseThrow();
                            }
                            before(
                                    beforeCompletion,
                                    () -> assertThatThrownBy(() -> phone.hello(h2.handoffs, code))
                                            .isInstanceOf(TokenStoreException.class));
                        }))
                        .isInstanceOf(RuntimeException.class);
                rival.rollback();
            }
            assertThat(h2.rows()).isEmpty();
            assertThat(h2.isClaimed(code)).isFalse();
        }
    }

    /** At READ UNCOMMITTED no transaction can be joined. The test uses H2, because PostgreSQL raises this level. */
    @Test
    void commit_afterACaughtFailureToJoin_throws() throws Exception {
        try (HikariDataSource pool = impatientH2();
                Application h2 = new Application(pool)) {
            TransactionTemplate uncommitted = h2.transaction();
            uncommitted.setIsolationLevel(TransactionDefinition.ISOLATION_READ_UNCOMMITTED);

            assertThatThrownBy(() -> uncommitted.executeWithoutResult(status -> {
                        h2.writeRow("must not be committed");
                        assertThatThrownBy(() -> h2.handoffs.start("vs_1"))
                                .isInstanceOf(IllegalArgumentException.class);
                    }))
                    .isInstanceOf(TokenStoreException.class);
            assertThat(h2.rows()).isEmpty();
        }
    }

    /** Spring throws its own exception, which contains the store's exception, as the page shows. */
    @Test
    void failedCall_rollbackFailsToo_isContainedInSpringsException() {
        Handoff code = app.start();

        assertThatThrownBy(() -> app.transaction().executeWithoutResult(status -> {
                    breakConnection();
                    phone.hello(app.handoffs, code);
                }))
                .isInstanceOfSatisfying(
                        TransactionSystemException.class,
                        hiding -> assertThat(hiding.getApplicationException()).isInstanceOf(TokenStoreException.class));
    }

    private static void breakConnection() {
        Connection connection = DataSourceUtils.getConnection(app.pool);
        try {
            connection.close();
        } catch (SQLException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void transactionTimeout_statementWaitsForALock_endsTheStatement() throws Exception {
        Handoff code = app.start();
        TransactionTemplate short1 = app.transaction();
        short1.setTimeout(1);
        try (Connection rival = app.pool.getConnection();
                Statement lock = rival.createStatement()) {
            rival.setAutoCommit(false);
            lock.executeUpdate("UPDATE handoff_session SET stamp = stamp");

            assertThatThrownBy(() -> short1.executeWithoutResult(status -> phone.hello(app.handoffs, code)))
                    .isInstanceOf(TokenStoreException.class)
                    .hasMessageContaining("57014");
            rival.rollback();
        }
        assertThat(app.isClaimed(code)).isFalse();
    }

    /** The replica of this test has no session. */
    @Test
    void readOnly_dataSourceRoutesToAReplica_readsThePrimary() {
        HikariDataSource replica = TestPostgres.database();
        AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {
            @Override
            protected Object determineCurrentLookupKey() {
                return TransactionSynchronizationManager.isCurrentTransactionReadOnly();
            }
        };
        routing.setTargetDataSources(Map.of(true, replica, false, app.pool));
        routing.afterPropertiesSet();
        Application routed = new Application(app.pool, routing);
        Handoff code = routed.start();
        TransactionTemplate readOnly = routed.transaction();
        readOnly.setReadOnly(true);

        readOnly.executeWithoutResult(status -> {
            assertThat(routed.handoffs.status(code.sessionId()).orElseThrow().state())
                    .isEqualTo(SessionState.CREATED);
            assertThat(TransactionSynchronizationManager.isCurrentTransactionReadOnly())
                    .isTrue();
        });
        replica.close();
    }

    private static void before(boolean completion, Runnable task) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void beforeCommit(boolean readOnly) {
                if (!completion) {
                    task.run();
                }
            }

            @Override
            public void beforeCompletion() {
                if (completion) {
                    task.run();
                }
            }
        });
    }

    /** Opens an H2 database with a short lock timeout. On H2, a failed statement does not abort the transaction. */
    private static HikariDataSource impatientH2() throws Exception {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=50");
        JdbcSchema.createIfMissing(new JdbcTokenStore(pool));
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE host_row (note VARCHAR(100) NOT NULL)");
        }
        return pool;
    }
}
