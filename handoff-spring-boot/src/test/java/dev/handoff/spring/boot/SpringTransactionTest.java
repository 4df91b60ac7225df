package dev.handoff.spring.boot;

import static dev.handoff.HandoffEvent.Type.CONSUMED;
import static dev.handoff.HandoffEvent.Type.FINISHED;
import static dev.handoff.HandoffEvent.Type.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.Handoff;
import dev.handoff.HandoffRefusedException;
import dev.handoff.Refusal;
import dev.handoff.SessionState;
import dev.handoff.spi.Outcome;
import dev.handoff.spi.TokenStoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The injected service inside, beside and after transactions of Spring's, on a real PostgreSQL. */
class SpringTransactionTest {

    private static final HikariDataSource POOL = TestPostgres.database();

    private final Application app = new Application(POOL);
    private final Phone phone = new Phone();
    private final Phone otherPhone = new Phone();

    @BeforeEach
    void emptyHostTable() {
        app.jdbc.update("DELETE FROM host_row");
    }

    @AfterEach
    void everyConnectionCameBack() {
        assertThat(POOL.getHikariPoolMXBean().getActiveConnections()).isZero();
    }

    @AfterAll
    static void close() {
        POOL.close();
    }

    @Test
    void consume_outsideATransaction_isCommittedAndToldAtOnce() {
        Handoff code = app.start();

        phone.hello(app.handoffs, code).orElseThrow();

        assertThat(app.isClaimed(code)).isTrue();
        assertThat(app.eventTypes()).containsExactly(CONSUMED);
    }

    @Test
    void consume_inATransaction_isCommittedWithItAndToldAfterwards() {
        Handoff code = app.start();

        app.transaction().executeWithoutResult(status -> {
            app.writeRow("verification");
            phone.hello(app.handoffs, code).orElseThrow();
            assertThat(app.handoffs.status(code.sessionId()).orElseThrow().isClaimed())
                    .isTrue();
            assertThat(app.events).isEmpty();
        });

        assertThat(app.isClaimed(code)).isTrue();
        assertThat(app.rows()).containsExactly("verification");
        assertThat(app.eventTypes()).containsExactly(CONSUMED);
    }

    @Test
    void consume_inATransactionThatIsRolledBack_usesNothingUpAndTellsNobody() {
        Handoff code = app.start();

        assertThatThrownBy(() -> app.transaction().executeWithoutResult(status -> {
                    phone.hello(app.handoffs, code).orElseThrow();
                    throw new IllegalStateException("the host's work failed");
                }))
                .hasMessage("the host's work failed");

        assertThat(app.isClaimed(code)).isFalse();
        assertThat(app.events).isEmpty();
        assertThat(otherPhone.hello(app.handoffs, code).isOk()).isTrue();
    }

    @Test
    void refusal_thatRollsTheTransactionBack_isTold() {
        Handoff code = app.start();
        phone.hello(app.handoffs, code).orElseThrow();
        app.events.clear();

        assertThatThrownBy(() -> app.transaction()
                        .executeWithoutResult(
                                status -> otherPhone.hello(app.handoffs, code).orElseThrow()))
                .isInstanceOf(HandoffRefusedException.class);

        assertThat(app.events).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo(REFUSED);
            assertThat(event.refusal()).contains(Refusal.HANDOFF_DEVICE_MISMATCH);
        });
    }

    @Test
    void events_ofOneTransaction_comeInOrder() {
        Handoff code = app.start();

        app.transaction().executeWithoutResult(status -> {
            phone.hello(app.handoffs, code).orElseThrow();
            otherPhone.hello(app.handoffs, code);
            app.handoffs.finish(code.sessionId(), Outcome.succeeded()).orElseThrow();
        });

        assertThat(app.eventTypes()).containsExactly(CONSUMED, REFUSED, FINISHED);
    }

    @Test
    void requiresNew_insideATransactionThatIsRolledBack_isCommittedByItself() {
        Handoff lost = app.start();
        Handoff kept = app.start();

        app.transaction().executeWithoutResult(status -> {
            phone.hello(app.handoffs, lost).orElseThrow();
            app.transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW).executeWithoutResult(inner -> {
                otherPhone.hello(app.handoffs, kept).orElseThrow();
                assertThat(app.events).isEmpty();
            });
            assertThat(app.eventTypes()).containsExactly(CONSUMED);
            assertThat(app.handoffs.status(lost.sessionId()).orElseThrow().isClaimed())
                    .as("resumed")
                    .isTrue();
            status.setRollbackOnly();
        });

        assertThat(app.isClaimed(kept)).isTrue();
        assertThat(app.isClaimed(lost)).isFalse();
        assertThat(app.eventTypes()).containsExactly(CONSUMED);
    }

    @Test
    void notSupported_insideATransactionThatIsRolledBack_hasStatementsOfItsOwn() {
        Handoff lost = app.start();
        Handoff kept = app.start();

        app.transaction().executeWithoutResult(status -> {
            phone.hello(app.handoffs, lost).orElseThrow();
            app.transaction(TransactionDefinition.PROPAGATION_NOT_SUPPORTED)
                    .executeWithoutResult(
                            none -> otherPhone.hello(app.handoffs, kept).orElseThrow());
            assertThat(app.eventTypes()).containsExactly(CONSUMED);
            status.setRollbackOnly();
        });

        assertThat(app.isClaimed(kept)).isTrue();
        assertThat(app.isClaimed(lost)).isFalse();
    }

    @Test
    void supports_withoutATransaction_hasStatementsOfItsOwn() {
        Handoff code = app.start();

        app.transaction(TransactionDefinition.PROPAGATION_SUPPORTS).executeWithoutResult(none -> {
            app.writeRow("opens the scope's connection");
            phone.hello(app.handoffs, code).orElseThrow();
            assertThat(app.eventTypes()).containsExactly(CONSUMED);
        });

        assertThat(app.isClaimed(code)).isTrue();
    }

    @Test
    void nested_rolledBack_isUndoneAloneAndUntold() {
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
    void nested_rolledBackWhereHandoffsFirstTookPart_isUndoneAndUntold() {
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
    void nested_committed_isToldAfterTheOuterCommit() {
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
    void nested_rolledBack_leavesAStoreThatAnswersForTheRecordAsItIsAgain() {
        Handoff code = app.start();

        app.transaction().executeWithoutResult(status -> {
            app.nested().executeWithoutResult(inner -> {
                phone.hello(app.handoffs, code).orElseThrow();
                // finds the record changed, by this very transaction, and is undone with it
                otherPhone.hello(app.handoffs, code);
                inner.setRollbackOnly();
            });
            assertThat(app.handoffs.status(code.sessionId()).orElseThrow().state())
                    .isEqualTo(SessionState.CREATED);
        });
    }

    @Test
    void savepoint_ofTheHosts_rolledBack_isUndoneAndUntold() {
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
    void readOnly_callsThatWriteNothing_tellWhatIsCommitted() {
        Handoff code = app.start();

        readOnly().executeWithoutResult(status -> {
            assertThat(app.rows()).isEmpty();
            assertThat(app.handoffs.status(code.sessionId()).orElseThrow().state())
                    .isEqualTo(SessionState.CREATED);
            assertThat(app.handoffs.mint(code.sessionId()).orElseThrow()).isEqualTo(code);
            assertThat(app.rows()).as("the transaction is usable").isEmpty();
        });
    }

    @Test
    void readOnly_callThatWouldWrite_isAnErrorAndWritesNothing() {
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
    void failedCall_whoseExceptionTheHostCatches_stillRollsTheTransactionBack() {
        Handoff code = app.start();

        assertThatThrownBy(() -> snapshot().executeWithoutResult(status -> {
                    app.writeRow("takes the snapshot");
                    consumeElsewhere(code);
                    assertThatThrownBy(() -> otherPhone.hello(app.handoffs, code))
                            .isInstanceOf(TokenStoreException.class);
                }))
                .isInstanceOfSatisfying(
                        TokenStoreException.class,
                        failed -> assertThat(failed.isRetryable()).isTrue());

        assertThat(app.rows()).isEmpty();
    }

    @Test
    void failedCall_undoneWithItsNestedTransaction_leavesTheOuterOneItsCommit() {
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

    @Test
    void afterCommitCallback_ofTheHosts_callsOutsideTheTransaction() {
        Handoff used = app.start();
        Handoff late = app.start();

        app.transaction().executeWithoutResult(status -> {
            Callbacks.afterCommit(() -> {
                otherPhone.hello(app.handoffs, late).orElseThrow();
                assertThat(app.isClaimed(late)).as("committed at once").isTrue();
                assertThat(app.eventTypes()).containsExactly(CONSUMED, CONSUMED);
            });
            phone.hello(app.handoffs, used).orElseThrow();
        });

        assertThat(app.eventTypes()).hasSize(2);
    }

    @Test
    void afterCommitCallback_ofTheHosts_makingTheFirstCall_isKeptAndTold() {
        Handoff code = app.start();

        app.transaction().executeWithoutResult(status -> {
            app.writeRow("verification");
            Callbacks.afterCommit(() -> phone.hello(app.handoffs, code).orElseThrow());
        });

        assertThat(app.isClaimed(code)).isTrue();
        assertThat(app.eventTypes()).containsExactly(CONSUMED);
    }

    @Test
    void transactionOfAnotherDataSource_isNotJoined() {
        Handoff code = app.start();
        try (Application other = new Application(TestPostgres.database())) {
            other.transaction().executeWithoutResult(status -> {
                app.writeRow("leaves a connection in the scope that commits by itself");
                phone.hello(app.handoffs, code).orElseThrow();
                assertThat(app.eventTypes()).containsExactly(CONSUMED);
                status.setRollbackOnly();
            });
        }

        assertThat(app.isClaimed(code)).isTrue();
    }

    @Test
    void transactionsOfTwoDataSources_areJoinedEachByItsOwn() {
        Handoff kept = app.start();
        try (Application other = new Application(TestPostgres.database())) {
            Handoff lost = other.start();
            app.transaction().executeWithoutResult(status -> {
                phone.hello(app.handoffs, kept).orElseThrow();
                other.transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                        .executeWithoutResult(inner -> {
                            otherPhone.hello(other.handoffs, lost).orElseThrow();
                            inner.setRollbackOnly();
                        });
            });

            assertThat(other.isClaimed(lost)).isFalse();
            assertThat(other.events).isEmpty();
        }
        assertThat(app.isClaimed(kept)).isTrue();
    }

    @Test
    void proxiesOfTheDataSource_areJoinedLikeIt() {
        for (var proxy : List.of(new TransactionAwareDataSourceProxy(POOL), new LazyConnectionDataSourceProxy(POOL))) {
            Application proxied = new Application(POOL, proxy);
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
    void manyPhones_inTransactionsAtTheSameMoment_bindOneAndWriteOneRow() throws Exception {
        Handoff code = app.start();
        List<Callable<Boolean>> hellos = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            hellos.add(() -> app.transaction().execute(status -> {
                app.writeRow("verification");
                boolean isFirst = new Phone().hello(app.handoffs, code).isOk();
                if (!isFirst) {
                    status.setRollbackOnly();
                }
                return isFirst;
            }));
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            int winners = 0;
            for (Future<Boolean> hello : threads.invokeAll(hellos)) {
                winners += hello.get() ? 1 : 0;
            }
            assertThat(winners).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
        assertThat(app.rows()).containsExactly("verification");
    }

    private void consumeElsewhere(Handoff code) {
        app.transaction(TransactionDefinition.PROPAGATION_NOT_SUPPORTED)
                .executeWithoutResult(none -> phone.hello(app.handoffs, code).orElseThrow());
    }

    private TransactionTemplate readOnly() {
        TransactionTemplate template = app.transaction();
        template.setReadOnly(true);
        return template;
    }

    private TransactionTemplate snapshot() {
        TransactionTemplate template = app.transaction();
        template.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        return template;
    }
}
