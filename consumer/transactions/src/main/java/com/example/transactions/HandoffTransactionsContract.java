package com.example.transactions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffEvent.Type;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.SessionState;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.store.jdbc.JdbcTokenStore;
import dev.handoff.testkit.TestPhone;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that pass in the transactions of every framework. */
public abstract class HandoffTransactionsContract extends HostWithTransactions {

    @Test
    void commit_keepsBindingAndRow_andNotifiesAfterwards() throws Exception {
        required(() -> {
            insertRow();
            hello("first").orElseThrow();
            assertEquals(List.of(), events().types(), "events before the commit");
            assertFalse(isBound(), "others do not see the binding before the commit");
            return null;
        });

        assertEquals(1, rows());
        assertTrue(isBound());
        assertEquals(List.of(Type.CONSUMED), events().types());
    }

    @Test
    void exception_afterTheConsumption_rollsBackBindingAndRow_andAnotherPhoneIsBound() {
        assertThrows(
                ArithmeticException.class,
                () -> required(() -> {
                    insertRow();
                    hello("first").orElseThrow();
                    throw new ArithmeticException("a failure of the host");
                }));

        assertEquals(0, rows());
        assertFalse(isBound());
        assertEquals(List.of(), events().types());
        assertTrue(hello("second").isOk(), "the code still works");
    }

    /** Without this exception a status call would commit the host's rows. */
    @Test
    void plainStore_onTheTransactionsConnections_throwsAndCommitsNothing() {
        HandoffService misplaced = HandoffService.builder()
                .store(new JdbcTokenStore(joining()))
                .keys(HandoffKeys.random())
                .build();

        assertThrows(
                ArithmeticException.class,
                () -> required(() -> {
                    insertRow();
                    String why = assertThrows(
                                    IllegalStateException.class, () -> misplaced.status(code().sessionId()))
                            .getMessage();
                    assertTrue(why.contains("store.joining(connection)"), why);
                    throw new ArithmeticException("a failure of the host");
                }));

        assertEquals(0, rows());
    }

    @Test
    void severalCalls_inOneTransaction_seeEachOther_andAreNotifiedInOrder() throws Exception {
        required(() -> {
            Binding binding = hello("first").orElseThrow();
            assertEquals(
                    Optional.of(Refusal.HANDOFF_DEVICE_MISMATCH),
                    hello("second").refusal());
            assertEquals(List.of(Type.REFUSED), events().types(), "events before the commit: only the refusal");
            return call(handoffs -> handoffs.finish(binding, Outcome.succeeded()));
        });

        assertEquals(List.of(Type.REFUSED, Type.CONSUMED, Type.FINISHED), events().types());
        assertEquals(
                SessionState.SUCCEEDED,
                outside().status(code().sessionId()).orElseThrow().state());
    }

    @Test
    void storeFailure_caughtByTheHost_failsTheCommit_andARepetitionSucceeds() throws Exception {
        try (Connection rival = ownConnections().getConnection();
                Statement statement = rival.createStatement()) {
            rival.setAutoCommit(false);
            statement.executeQuery("SELECT * FROM handoff_session FOR UPDATE").close();
            Exception notCommitted = assertThrows(
                    stoppedCommit(),
                    () -> required(() -> {
                        insertRow();
                        return assertThrows(TokenStoreException.class, () -> hello("first"));
                    }));
            assertTrue(causes(notCommitted).anyMatch(TokenStoreException.class::isInstance));
            rival.rollback();
            rival.setAutoCommit(true);
        }
        assertEquals(0, rows());
        assertFalse(isBound());
        assertEquals(List.of(), events().types());

        required(() -> {
            insertRow();
            return hello("first").orElseThrow();
        });
        assertEquals(1, rows());
        assertTrue(isBound());
    }

    @Test
    void listener_afterTheCommit_canCallTheService() throws Exception {
        List<SessionState> seen = new ArrayList<>();
        events().then(event -> {
            events().reset();
            seen.add(outside().status(event.sessionId()).orElseThrow().state());
            seen.add(call(handoffs -> handoffs.cancel(event.sessionId()))
                    .orElseThrow());
        });
        required(() -> hello("first"));

        assertEquals(List.of(SessionState.IN_PROGRESS, SessionState.CANCELLED), seen);
        assertEquals(
                SessionState.CANCELLED,
                outside().status(code().sessionId()).orElseThrow().state());
    }

    @Test
    void manyTransactions_withASmallPool_leaveNoConnectionOpen() throws Exception {
        for (int i = 0; i < 5; i++) {
            String session = "vs_" + i;
            required(() -> call(handoffs -> handoffs.open(session)));
            assertThrows(
                    ArithmeticException.class,
                    () -> required(() -> {
                        call(handoffs -> handoffs.cancel(session));
                        throw new ArithmeticException("a failure of the host");
                    }));
        }
    }

    @Test
    void requiresNew_insideATransaction_commitsSeparately() {
        assertThrows(
                ArithmeticException.class,
                () -> required(() -> {
                    insertRow();
                    Handoff other = call(handoffs -> handoffs.start("vs_of_the_outer_transaction"))
                            .orElseThrow()
                            .handoff();
                    requiresNew(() -> hello("first").orElseThrow());
                    assertEquals(List.of(Type.CONSUMED), events().types());
                    assertTrue(
                            call(handoffs -> handoffs.status(other.sessionId()))
                                    .isOk(),
                            "the outer transaction goes on");
                    throw new ArithmeticException("a failure of the host");
                }));

        assertEquals(0, rows());
        assertTrue(isBound());
        assertEquals(
                Optional.of(Refusal.SESSION_NOT_FOUND),
                outside().status("vs_of_the_outer_transaction").refusal());
        assertEquals(List.of(Type.CONSUMED), events().types());
    }

    @Test
    void innerMethod_inTheSameTransaction_isRolledBackWithIt() {
        assertThrows(
                ArithmeticException.class,
                () -> required(() -> {
                    required(() -> hello("first").orElseThrow());
                    assertEquals(List.of(), events().types());
                    throw new ArithmeticException("a failure of the host");
                }));

        assertFalse(isBound());
        assertEquals(List.of(), events().types());
    }

    @Test
    void call_withoutATransaction_commitsImmediately() throws Exception {
        assertTrue(hello("first").isOk());
        assertEquals(List.of(Type.CONSUMED), events().types());

        required(() -> notSupported(() -> {
            assertTrue(isBound());
            assertEquals(
                    Optional.of(Refusal.HANDOFF_DEVICE_MISMATCH),
                    hello("second").refusal());
            return null;
        }));
    }

    @Test
    void plainService_insideATransaction_commitsSeparately() {
        assertThrows(
                ArithmeticException.class,
                () -> required(() -> {
                    insertRow();
                    new TestPhone(outside()).scans(code()).saysHello().orElseThrow();
                    throw new ArithmeticException("a failure of the host");
                }));

        assertEquals(0, rows());
        assertTrue(isBound());
    }

    private static Stream<Throwable> causes(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause);
    }
}
