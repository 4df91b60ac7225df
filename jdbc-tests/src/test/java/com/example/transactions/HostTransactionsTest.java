package com.example.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffEvent;
import dev.handoff.HandoffListener;
import dev.handoff.HandoffRefusedException;
import dev.handoff.HandoffService;
import dev.handoff.PhoneCredentials;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.SessionState;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.store.jdbc.Databases;
import dev.handoff.store.jdbc.JdbcSchema;
import dev.handoff.store.jdbc.JdbcTokenStore;
import dev.handoff.store.jdbc.TestHost;
import dev.handoff.testkit.TestPhone;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The code for plain JDBC and for Spring without Boot in {@code docs/transactions.md} does what the page says. It runs
 * on PostgreSQL, the only database that needs a statement before a commit.
 */
class HostTransactionsTest {

    private final HikariDataSource pool = pool();
    private final List<HandoffEvent.Type> notified = new ArrayList<>();
    private final JdbcTokenStore store = new JdbcTokenStore(pool);
    private final HandoffService handoffs =
            TestHost.service(store).listener(this::receive).build();
    private final PlainJdbc plain = new PlainJdbc(handoffs, store, pool);
    private final SpringHandoffTransactions spring = new SpringHandoffTransactions(handoffs, store, pool);
    private final JdbcTemplate jdbc = new JdbcTemplate(pool);
    private final TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(pool));
    private HandoffListener next = event -> {};
    private Handoff code;

    @BeforeEach
    void begin() throws SQLException {
        JdbcSchema.createIfMissing(new JdbcTokenStore(pool));
        TestHost.execute(pool, "CREATE TABLE IF NOT EXISTS host_row (note VARCHAR(100) PRIMARY KEY)");
        TestHost.execute(pool, "TRUNCATE host_row");
        code = TestHost.start(handoffs);
        notified.clear();
    }

    @AfterEach
    void end() {
        pool.close();
    }

    private static HikariDataSource pool() {
        return Databases.POSTGRESQL.open(config -> config.setConnectionInitSql("SET lock_timeout = 100"));
    }

    @Test
    void plain_commit_keepsBindingAndRowAndNotifies() throws SQLException {
        plain.hello(code.sessionId(), phone());

        assertThat(rows()).isEqualTo(1);
        assertThat(isBound()).isTrue();
        assertThat(notified).containsExactly(HandoffEvent.Type.CONSUMED);
    }

    @Test
    void plain_hostStatementFails_rollsBackTheBindingSoThatAnotherPhoneWins() throws SQLException {
        jdbc.update("INSERT INTO host_row VALUES (?)", code.sessionId());
        assertThatThrownBy(() -> plain.hello(code.sessionId(), phone())).isInstanceOf(SQLException.class);

        assertThat(isBound()).isFalse();
        assertThat(notified).isEmpty();
        jdbc.update("DELETE FROM host_row");
        plain.hello(code.sessionId(), phone());
        assertThat(isBound()).isTrue();
    }

    @Test
    void plain_refusal_insertsNoRowAndNotifies() throws SQLException {
        plain.hello(code.sessionId(), phone());
        notified.clear();

        assertThatThrownBy(() -> plain.hello(code.sessionId(), phone())).isInstanceOf(HandoffRefusedException.class);
        assertThat(rows()).isEqualTo(1);
        assertThat(notified).containsExactly(HandoffEvent.Type.REFUSED);
    }

    @Test
    void spring_commit_keepsBindingAndRowAndNotifiesAfterwards() throws SQLException {
        transaction.executeWithoutResult(status -> {
            insertRow();
            hello().orElseThrow();
            assertThat(hello().refusal()).contains(Refusal.HANDOFF_DEVICE_MISMATCH);
            assertThat(notified)
                    .as("refusals are notified at once, other events after the commit")
                    .containsExactly(HandoffEvent.Type.REFUSED);
        });

        assertThat(rows()).isEqualTo(1);
        assertThat(isBound()).isTrue();
        assertThat(notified).containsExactly(HandoffEvent.Type.REFUSED, HandoffEvent.Type.CONSUMED);
    }

    @Test
    void spring_exceptionAfterConsume_rollsBackBindingAndRowSoThatAnotherPhoneWins() throws SQLException {
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    insertRow();
                    hello().orElseThrow();
                    throw new TransientDataAccessResourceException("a failure of the host");
                }))
                .isInstanceOf(TransientDataAccessResourceException.class);

        assertThat(rows()).isZero();
        assertThat(isBound()).isFalse();
        assertThat(notified).isEmpty();
        assertThat(hello().isOk()).isTrue();
    }

    @Test
    void spring_hostCatchesAStoreFailure_commitFailsAndARetrySucceeds() throws SQLException {
        try (Connection rival = pool.getConnection();
                Statement statement = rival.createStatement()) {
            rival.setAutoCommit(false);
            statement.executeQuery("SELECT * FROM handoff_session FOR UPDATE").close();
            assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                        insertRow();
                        assertThatThrownBy(this::hello).isInstanceOf(TokenStoreException.class);
                    }))
                    .isInstanceOf(TokenStoreException.class);
            rival.rollback();
            rival.setAutoCommit(true);
        }
        assertThat(rows()).isZero();
        assertThat(isBound()).isFalse();
        assertThat(notified).isEmpty();

        transaction.executeWithoutResult(status -> {
            insertRow();
            hello().orElseThrow();
        });
        assertThat(rows()).isEqualTo(1);
        assertThat(isBound()).isTrue();
    }

    @Test
    void spring_requiresNew_commitsSeparately() throws SQLException {
        TransactionTemplate inner = new TransactionTemplate(
                transaction.getTransactionManager(), propagation(TransactionDefinition.PROPAGATION_REQUIRES_NEW));
        transaction.executeWithoutResult(status -> {
            insertRow();
            inner.executeWithoutResult(innerStatus -> hello().orElseThrow());
            status.setRollbackOnly();
        });

        assertThat(rows()).isZero();
        assertThat(isBound()).isTrue();
        assertThat(notified).containsExactly(HandoffEvent.Type.CONSUMED);
    }

    @Test
    void spring_readOnlyTransaction_isRefusedButThePlainServiceReads() {
        TransactionTemplate readOnly = new TransactionTemplate(transaction.getTransactionManager());
        readOnly.setReadOnly(true);
        readOnly.executeWithoutResult(status -> {
            assertThatThrownBy(this::hello).isInstanceOf(IllegalStateException.class);
            assertThat(isBound()).isFalse();
        });
    }

    @Test
    void spring_transactionOfAnotherDataSource_isRefused() {
        JdbcConnectionPool elsewhere = JdbcConnectionPool.create("jdbc:h2:mem:elsewhere", "sa", "");
        TransactionTemplate other = new TransactionTemplate(new DataSourceTransactionManager(elsewhere));
        assertThatThrownBy(() -> other.executeWithoutResult(status -> hello()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the connection is in no transaction");
        elsewhere.dispose();
        assertThat(isBound()).isFalse();
    }

    @Test
    void spring_listenerAfterTheCommit_canCallTheService() {
        List<SessionState> seen = new ArrayList<>();
        next = event -> {
            next = after -> {};
            seen.add(spring.call(service -> service.cancel(event.sessionId())).orElseThrow());
        };
        transaction.executeWithoutResult(status -> hello().orElseThrow());

        assertThat(seen).containsExactly(SessionState.CANCELLED);
        assertThat(handoffs.status(code.sessionId()).orElseThrow().state()).isEqualTo(SessionState.CANCELLED);
    }

    private void receive(HandoffEvent event) {
        notified.add(event.type());
        next.on(event);
    }

    private static TransactionDefinition propagation(int propagation) {
        return new DefaultTransactionDefinition(propagation);
    }

    /** Consumes the code with a new phone. */
    private Result<Binding> hello() {
        return spring.call(service -> service.consume(code.sessionId(), phone()));
    }

    private PhoneCredentials phone() {
        return new TestPhone(handoffs).scans(code).credentials();
    }

    private boolean isBound() {
        return handoffs.status(code.sessionId()).orElseThrow().isClaimed();
    }

    private void insertRow() {
        jdbc.update("INSERT INTO host_row VALUES ('a row of the host')");
    }

    private long rows() throws SQLException {
        return TestHost.number(pool, "SELECT COUNT(*) FROM host_row");
    }
}
