package dev.handoff.spring.boot;

import static dev.handoff.HandoffEvent.Type.CONSUMED;
import static dev.handoff.HandoffEvent.Type.FINISHED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Handoff;
import dev.handoff.Outcome;
import dev.handoff.SessionState;
import dev.handoff.spi.TokenStoreException;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Rollbacks to savepoints, and transactions in which a call failed. */
class NestedTransactionTest extends SharedApplication {

    @Test
    void nested_rolledBack_isUndoneWithoutEvents() {
        Handoff kept = app.start();
        Handoff lost = app.start();

        app.transaction().executeWithoutResult(status -> {
            phone.hello(app.handoffs, kept).orElseThrow();
            app.nested().executeWithoutResult(inner -> {
                otherPhone.hello(app.handoffs, lost).orElseThrow();
                inner.setRollbackOnly();
            });
            app.handoffs.finish(kept.sessionId(), Outcome.succeeded()).orElseThrow();
        });

        assertThat(app.isClaimed(kept)).isTrue();
        assertThat(app.isClaimed(lost)).isFalse();
        assertThat(app.eventTypes()).containsExactly(CONSUMED, FINISHED);
    }

    @Test
    void nested_firstCallAndRolledBack_isUndoneWithoutEvents() {
        Handoff code = app.start();

        app.transaction().executeWithoutResult(status -> {
            app.writeRow("verification");
            app.nested().executeWithoutResult(inner -> {
                phone.hello(app.handoffs, code).orElseThrow();
                inner.setRollbackOnly();
            });
        });

        assertThat(app.rows()).containsExactly("verification");
        assertThat(app.isClaimed(code)).isFalse();
        assertThat(app.events).isEmpty();
    }

    @Test
    void nested_committed_notifiesAfterTheOuterCommit() {
        Handoff code = app.start();

        app.transaction().executeWithoutResult(status -> {
            app.nested()
                    .executeWithoutResult(
                            inner -> phone.hello(app.handoffs, code).orElseThrow());
            assertThat(app.events).isEmpty();
        });

        assertThat(app.isClaimed(code)).isTrue();
        assertThat(app.eventTypes()).containsExactly(CONSUMED);
    }

    @Test
    void nested_rolledBack_laterCallReadsTheRestoredRecord() {
        Handoff code = app.start();

        app.transaction().executeWithoutResult(status -> {
            app.nested().executeWithoutResult(inner -> {
                phone.hello(app.handoffs, code).orElseThrow();
                // this call finds the record that this transaction changed, and is rolled back with it
                otherPhone.hello(app.handoffs, code);
                inner.setRollbackOnly();
            });
            assertThat(app.handoffs.status(code.sessionId()).orElseThrow().state())
                    .isEqualTo(SessionState.CREATED);
        });
    }

    @Test
    void savepoint_ofTheHostRolledBack_isUndoneWithoutEvents() {
        Handoff kept = app.start();
        Handoff lost = app.start();

        app.transaction().executeWithoutResult(status -> {
            phone.hello(app.handoffs, kept).orElseThrow();
            Object savepoint = status.createSavepoint();
            otherPhone.hello(app.handoffs, lost).orElseThrow();
            status.rollbackToSavepoint(savepoint);
            status.releaseSavepoint(savepoint);
        });

        assertThat(app.isClaimed(kept)).isTrue();
        assertThat(app.isClaimed(lost)).isFalse();
        assertThat(app.eventTypes()).containsExactly(CONSUMED);
    }

    @Test
    void failedCall_hostCatchesTheException_stillRollsTheTransactionBack() {
        Handoff code = app.start();

        assertThatThrownBy(() -> snapshot().executeWithoutResult(status -> {
                    app.writeRow("takes the snapshot");
                    consumeElsewhere(code);
                    assertThatThrownBy(() -> otherPhone.hello(app.handoffs, code))
                            .isInstanceOf(TokenStoreException.class);
                    assertThatThrownBy(() -> app.handoffs.status(code.sessionId()))
                            .as("the exception of the first failure, and not of an aborted transaction")
                            .hasMessageContaining("run it again");
                }))
                .isInstanceOfSatisfying(
                        TokenStoreException.class,
                        failed -> assertThat(failed.isRetryable()).isTrue());

        assertThat(app.rows()).isEmpty();
    }

    @Test
    void failedCall_rolledBackWithItsNestedTransaction_letsTheOuterCommit() {
        Handoff code = app.start();

        snapshot().executeWithoutResult(status -> {
            app.writeRow("takes the snapshot");
            consumeElsewhere(code);
            assertThatThrownBy(() -> app.nested()
                            .executeWithoutResult(inner ->
                                    otherPhone.hello(app.handoffs, code).orElseThrow()))
                    .isInstanceOf(TokenStoreException.class);
        });

        assertThat(app.rows()).containsExactly("takes the snapshot");
    }

    private void consumeElsewhere(Handoff code) {
        app.transaction(TransactionDefinition.PROPAGATION_NOT_SUPPORTED)
                .executeWithoutResult(none -> phone.hello(app.handoffs, code).orElseThrow());
    }

    private TransactionTemplate snapshot() {
        TransactionTemplate template = app.transaction();
        template.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        return template;
    }
}
