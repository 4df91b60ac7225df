package dev.handoff.spring.boot;

import static dev.handoff.HandoffEvent.Type.CONSUMED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Handoff;
import dev.handoff.spi.TokenStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;

/** Calls after a commit, around savepoints, and inside a transaction of another manager. */
class TransactionCallbackTest extends SharedApplication {

    /** An application without auto-commit: a write after the commit would be lost with the connection. */
    private static final Application other = new Application(TestPostgres.database(false));

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void call_afterTheCommit_isCommittedAtOnce(boolean autoCommit) {
        Application application = autoCommit ? app : other;
        Handoff code = application.start();

        application
                .transaction()
                .executeWithoutResult(status -> Callbacks.afterCommit(() -> {
                    phone.hello(application.handoffs, code).orElseThrow();
                    assertThat(application.eventTypes()).containsExactly(CONSUMED);
                }));

        assertThat(application.isClaimed(code)).isTrue();
        assertThat(otherPhone.hello(application.handoffs, code).isOk()).isFalse();
    }

    @Test
    void call_inANewTransactionAfterTheCommit_joinsIt() {
        Handoff code = other.start();

        other.transaction()
                .executeWithoutResult(status ->
                        Callbacks.afterCommit(() -> other.transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                                .executeWithoutResult(inner -> {
                                    phone.hello(other.handoffs, code).orElseThrow();
                                    inner.setRollbackOnly();
                                })));

        assertThat(other.isClaimed(code)).isFalse();
        assertThat(other.events).isEmpty();
    }

    /** The library can't distinguish this from a new transaction, and nothing would commit the write. */
    @Test
    void call_inTheCommittedTransactionAsIfItStillRan_isRefused() {
        Handoff code = other.start();

        other.transaction()
                .executeWithoutResult(status -> Callbacks.afterCommit(() -> other.transaction()
                        .executeWithoutResult(same -> assertThatThrownBy(() -> phone.hello(other.handoffs, code))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("REQUIRES_NEW"))));

        assertThat(other.isClaimed(code)).isFalse();
    }

    @Test
    void rollbackToASavepoint_ofTheHost_keepsEarlierWrites() {
        Handoff code = app.start();

        app.transaction().executeWithoutResult(status -> {
            app.writeRow("kept");
            phone.hello(app.handoffs, code).orElseThrow();
            assertThatThrownBy(() -> app.nested()
                            .executeWithoutResult(nested -> app.jdbc.execute("INSERT INTO host_row VALUES (NULL)")))
                    .isInstanceOf(DataAccessException.class);
        });

        assertThat(app.rows()).containsExactly("kept");
        assertThat(app.isClaimed(code)).isTrue();
        assertThat(app.eventTypes()).containsExactly(CONSUMED);
    }

    /** PostgreSQL's driver does not report that a commit became a rollback. */
    @Test
    void commit_afterACaughtFailureOfAHostStatement_throws() {
        Handoff code = app.start();

        assertThatThrownBy(() -> app.transaction().executeWithoutResult(status -> {
                    phone.hello(app.handoffs, code).orElseThrow();
                    assertThatThrownBy(() -> app.jdbc.execute("INSERT INTO host_row VALUES (NULL)"))
                            .isInstanceOf(DataAccessException.class);
                }))
                .isInstanceOf(TokenStoreException.class);

        assertThat(app.isClaimed(code)).isFalse();
        assertThat(app.events).isEmpty();
    }

    /** A deadlock on MySQL also does this: it rolls back the whole transaction with its savepoints. */
    @Test
    void commit_afterASavepointIsGone_throws() {
        Handoff code = app.start();

        assertThatThrownBy(() -> app.transaction().executeWithoutResult(status -> {
                    phone.hello(app.handoffs, code).orElseThrow();
                    Object savepoint = status.createSavepoint();
                    release((Savepoint) savepoint);
                    assertThatThrownBy(() -> status.rollbackToSavepoint(savepoint))
                            .isInstanceOf(TransactionSystemException.class);
                }))
                .isInstanceOf(TokenStoreException.class);

        assertThat(app.isClaimed(code)).isFalse();
        assertThat(app.events).isEmpty();
    }

    @Test
    void transactionOfAnotherManager_insideTheTransaction_doesNotEndIt() {
        Handoff code = app.start();
        Handoff second = app.start();

        app.transaction().executeWithoutResult(status -> {
            phone.hello(app.handoffs, code).orElseThrow();
            other.transaction()
                    .executeWithoutResult(
                            inner -> otherPhone.hello(app.handoffs, second).orElseThrow());
            assertThat(app.events).as("events before the outer commit").isEmpty();
            status.setRollbackOnly();
        });

        assertThat(app.events).isEmpty();
        assertThat(app.isClaimed(code)).isFalse();
        assertThat(app.isClaimed(second)).isFalse();
    }

    private static void release(Savepoint savepoint) {
        Connection connection = DataSourceUtils.getConnection(app.pool);
        try {
            connection.releaseSavepoint(savepoint);
        } catch (SQLException failed) {
            throw new AssertionError(failed);
        } finally {
            DataSourceUtils.releaseConnection(connection, app.pool);
        }
    }
}
