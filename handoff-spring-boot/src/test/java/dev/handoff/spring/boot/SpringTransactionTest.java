package dev.handoff.spring.boot;

import static dev.handoff.HandoffEvent.Type.CONSUMED;
import static dev.handoff.HandoffEvent.Type.FINISHED;
import static dev.handoff.HandoffEvent.Type.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffRefusedException;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionDefinition;

/** The injected service inside and after Spring's transactions, on a real PostgreSQL. */
class SpringTransactionTest extends SharedApplication {

    @Test
    void consume_outsideATransaction_isCommittedAndNotifiedAtOnce() {
        Handoff code = app.start();

        phone.hello(app.handoffs, code).orElseThrow();

        assertThat(app.isClaimed(code)).isTrue();
        assertThat(app.eventTypes()).containsExactly(CONSUMED);
    }

    @Test
    void consume_inATransaction_isCommittedWithItAndNotifiedAfterwards() {
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
    void consume_inATransactionThatIsRolledBack_isUndoneWithoutEvents() {
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
    void finish_bindingOfARolledBackTransaction_isRefusedAsReplaced() {
        Handoff code = app.start();
        Binding lost = app.transaction().execute(status -> {
            status.setRollbackOnly();
            return phone.hello(app.handoffs, code).orElseThrow();
        });
        Binding kept = otherPhone.hello(app.handoffs, code).orElseThrow();

        assertThat(app.handoffs.finish(lost, Outcome.failedRetryably("lost")))
                .isEqualTo(Result.refused(Refusal.CONNECTION_REPLACED));
        assertThat(app.handoffs.check(kept).isOk()).isTrue();
    }

    /** A rollback leaves no record, so the next phone is the first one. */
    @Test
    void unstored_consumedInATransactionThatIsRolledBack_acceptsAnotherPhone() {
        HandoffService unstored = app.unstored();
        Handoff code = unstored.start("vs_unstored").orElseThrow().handoff();
        Binding lost = app.transaction().execute(status -> {
            status.setRollbackOnly();
            return phone.hello(unstored, code).orElseThrow();
        });

        assertThat(unstored.backendStatus("vs_unstored")).isEqualTo(Result.refused(Refusal.SESSION_NOT_FOUND));
        assertThat(app.transaction()
                        .execute(status -> otherPhone.hello(unstored, code))
                        .isOk())
                .isTrue();
        assertThat(unstored.finish(lost, Outcome.succeeded())).isEqualTo(Result.refused(Refusal.CONNECTION_REPLACED));
        assertThat(phone.hello(unstored, code)).isEqualTo(Result.refused(Refusal.HANDOFF_DEVICE_MISMATCH));
    }

    @Test
    void refusal_inATransactionThatItRollsBack_isNotifiedAtOnce() {
        Handoff code = app.start();
        phone.hello(app.handoffs, code).orElseThrow();
        app.events.clear();

        assertThatThrownBy(() -> app.transaction().executeWithoutResult(status -> {
                    Result<Binding> refused = otherPhone.hello(app.handoffs, code);
                    assertThat(app.eventTypes()).containsExactly(REFUSED);
                    refused.orElseThrow();
                }))
                .isInstanceOf(HandoffRefusedException.class);

        assertThat(app.events)
                .singleElement()
                .satisfies(event -> assertThat(event.refusal()).contains(Refusal.HANDOFF_DEVICE_MISMATCH));
    }

    @Test
    void events_ofOneTransaction_areSentInOrderAfterRefusals() {
        Handoff code = app.start();

        app.transaction().executeWithoutResult(status -> {
            phone.hello(app.handoffs, code).orElseThrow();
            otherPhone.hello(app.handoffs, code);
            app.handoffs.finish(code.sessionId(), Outcome.succeeded()).orElseThrow();
        });

        assertThat(app.eventTypes()).containsExactly(REFUSED, CONSUMED, FINISHED);
    }

    @Test
    void requiresNew_insideATransactionThatIsRolledBack_isCommittedSeparately() {
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
                    .as("claimed in the resumed outer transaction")
                    .isTrue();
            status.setRollbackOnly();
        });

        assertThat(app.isClaimed(kept)).isTrue();
        assertThat(app.isClaimed(lost)).isFalse();
        assertThat(app.eventTypes()).containsExactly(CONSUMED);
    }

    @Test
    void notSupported_insideATransactionThatIsRolledBack_commitsEachStatement() {
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
    void afterCommitCallback_callsTheService_isOutsideTheTransaction() {
        Handoff used = app.start();
        Handoff late = app.start();

        app.transaction().executeWithoutResult(status -> {
            Callbacks.afterCommit(() -> {
                otherPhone.hello(app.handoffs, late).orElseThrow();
                assertThat(app.isClaimed(late))
                        .as("consumption in the callback: committed at once")
                        .isTrue();
                assertThat(app.eventTypes()).containsExactly(CONSUMED, CONSUMED);
            });
            phone.hello(app.handoffs, used).orElseThrow();
        });

        assertThat(app.eventTypes()).hasSize(2);
    }

    @Test
    void afterCommitCallback_makesTheFirstCall_isCommittedAndNotified() {
        Handoff code = app.start();

        app.transaction().executeWithoutResult(status -> {
            app.writeRow("verification");
            Callbacks.afterCommit(() -> phone.hello(app.handoffs, code).orElseThrow());
        });

        assertThat(app.isClaimed(code)).isTrue();
        assertThat(app.eventTypes()).containsExactly(CONSUMED);
    }

    @Test
    void manyPhones_inTransactionsAtTheSameMoment_bindOnePhoneAndInsertOneRow() throws Exception {
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

    @Test
    void afterCompletionCallback_makesTheFirstCall_isOutsideTheTransaction() {
        Handoff code = app.start();

        app.transaction().executeWithoutResult(status -> {
            app.writeRow("verification");
            Callbacks.afterCompletion(() -> phone.hello(app.handoffs, code).orElseThrow());
        });

        assertThat(app.isClaimed(code)).isTrue();
        assertThat(app.eventTypes()).containsExactly(CONSUMED);
    }
}
