package dev.handoff.spring.boot;

import static dev.handoff.HandoffEvent.Type.CONSUMED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Handoff;
import dev.handoff.SessionState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Read-only transactions and transactions of another {@code DataSource} are not joined. */
class TransactionScopeTest extends SharedApplication {

    /** An application without auto-commit. */
    private static final Application other = new Application(TestPostgres.database(false));

    @Test
    void supports_withoutATransaction_commitsEachStatement() {
        Handoff code = app.start();

        app.transaction(TransactionDefinition.PROPAGATION_SUPPORTS).executeWithoutResult(none -> {
            app.writeRow("opens the scope's connection");
            phone.hello(app.handoffs, code).orElseThrow();
            assertThat(app.eventTypes()).containsExactly(CONSUMED);
        });

        assertThat(app.isClaimed(code)).isTrue();
    }

    @Test
    void readOnly_callsThatWriteNothing_returnWhatIsCommitted() {
        Handoff code = app.start();

        readOnly().executeWithoutResult(status -> {
            assertThat(app.rows()).isEmpty();
            assertThat(app.handoffs.status(code.sessionId()).orElseThrow().state())
                    .isEqualTo(SessionState.CREATED);
            assertThat(app.handoffs.mint(code.sessionId()).orElseThrow()).isEqualTo(code);
            assertThat(app.rows())
                    .as("rows, read in the transaction after the calls")
                    .isEmpty();
        });
    }

    @Test
    void readOnly_callThatWrites_throwsAndWritesNothing() {
        Handoff code = app.start();

        readOnly().executeWithoutResult(status -> {
            assertThatThrownBy(() -> phone.hello(app.handoffs, code))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("read-only");
            assertThatThrownBy(() -> app.handoffs.open("vs_another"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("read-only");
        });

        assertThat(app.isClaimed(code)).isFalse();
        assertThat(app.events).isEmpty();
    }

    @Test
    void transactionOfAnotherDataSource_call_isCommittedAtOnce() {
        Handoff code = app.start();

        other.transaction().executeWithoutResult(status -> {
            app.writeRow("leaves a bound connection with auto-commit on");
            phone.hello(app.handoffs, code).orElseThrow();
            assertThat(app.eventTypes()).containsExactly(CONSUMED);
            status.setRollbackOnly();
        });

        assertThat(app.isClaimed(code)).isTrue();
    }

    @Test
    void transactionsOfTwoDataSources_calls_joinTheirOwnTransaction() {
        Handoff kept = app.start();
        Handoff lost = other.start();

        app.transaction().executeWithoutResult(status -> {
            phone.hello(app.handoffs, kept).orElseThrow();
            other.transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW).executeWithoutResult(inner -> {
                otherPhone.hello(other.handoffs, lost).orElseThrow();
                inner.setRollbackOnly();
            });
        });

        assertThat(other.isClaimed(lost)).isFalse();
        assertThat(other.events).isEmpty();
        assertThat(app.isClaimed(kept)).isTrue();
    }

    @Test
    void proxiesOfTheDataSource_call_joinsTheTransaction() {
        for (var proxy :
                List.of(new TransactionAwareDataSourceProxy(app.pool), new LazyConnectionDataSourceProxy(app.pool))) {
            Application proxied = new Application(app.pool, proxy);
            Handoff code = proxied.start();

            proxied.transaction().executeWithoutResult(status -> {
                phone.hello(proxied.handoffs, code).orElseThrow();
                status.setRollbackOnly();
            });
            assertThat(proxied.isClaimed(code)).isFalse();
            phone.hello(proxied.handoffs, code).orElseThrow();
            assertThat(proxied.isClaimed(code)).isTrue();
        }
    }

    @Test
    void poolWithoutAutoCommit_call_joinsATransactionOrIsCommittedAtOnce() {
        Handoff code = other.start();

        other.transaction().executeWithoutResult(status -> {
            phone.hello(other.handoffs, code).orElseThrow();
            status.setRollbackOnly();
        });
        assertThat(other.isClaimed(code)).isFalse();

        other.transaction(TransactionDefinition.PROPAGATION_SUPPORTS).executeWithoutResult(none -> {
            other.rows();
            phone.hello(other.handoffs, code).orElseThrow();
        });
        assertThat(other.isClaimed(code)).isTrue();
    }

    private TransactionTemplate readOnly() {
        TransactionTemplate template = app.transaction();
        template.setReadOnly(true);
        return template;
    }
}
