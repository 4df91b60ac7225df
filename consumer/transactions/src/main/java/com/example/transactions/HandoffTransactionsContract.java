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
import dev.handoff.Result;
import dev.handoff.SessionState;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.store.jdbc.JdbcSchema;
import dev.handoff.store.jdbc.JdbcTokenStore;
import dev.handoff.testkit.TestPhone;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What must hold in a framework's transactions, whichever it is. A framework's test says how it runs them. */
public abstract class HandoffTransactionsContract {

    private Handoff code;

    /** A call through the bean of the host's that joins the running transaction. */
    protected abstract <T> T call(Function<HandoffService, T> call);

    protected abstract HandoffService outside();

    protected abstract <T> T required(Callable<T> work) throws Exception;

    protected abstract <T> T requiresNew(Callable<T> work) throws Exception;

    protected abstract <T> T notSupported(Callable<T> work) throws Exception;

    /** Whose connections belong to the running transaction. */
    protected abstract DataSource joining();

    /** Whose connections belong to none. */
    protected abstract DataSource ownConnections();

    protected abstract Told told();

    /** What a host is told of a commit that was stopped. */
    protected abstract Class<? extends Exception> stoppedCommit();

    @BeforeEach
    final void begin() throws SQLException {
        JdbcSchema.createIfMissing(new JdbcTokenStore(ownConnections()));
        try (Connection connection = ownConnections().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS host_row (note VARCHAR(100))");
            statement.execute("DELETE FROM host_row");
            statement.execute("DELETE FROM handoff_session");
        }
        code = outside()
                .start("vs_" + UUID.randomUUID() + UUID.randomUUID())
                .orElseThrow()
                .handoff();
        told().forget();
    }

    protected final Handoff code() {
        return code;
    }

    @Test
    void commit_keepsBindingAndRow_andTellsAfterwards() throws Exception {
        required(() -> {
            insertRow();
            hello("first").orElseThrow();
            assertEquals(List.of(), told().types(), "not before the commit");
            assertFalse(isBound(), "others don't see it before the commit");
            return null;
        });

        assertEquals(1, rows());
        assertTrue(isBound());
        assertEquals(List.of(Type.CONSUMED), told().types());
    }

    @Test
    void exception_afterTheConsumption_undoesBindingAndRow_andAnotherPhoneWins() {
        assertThrows(
                ArithmeticException.class,
                () -> required(() -> {
                    insertRow();
                    hello("first").orElseThrow();
                    throw new ArithmeticException("the host's own trouble");
                }));

        assertEquals(0, rows());
        assertFalse(isBound());
        assertEquals(List.of(), told().types());
        assertTrue(hello("second").isOk(), "the code still works");
    }

    /** A mere status would commit the host's rows otherwise. */
    @Test
    void plainStore_overTheTransactionsConnections_refusesAndCommitsNothing() {
        HandoffService misplaced = HandoffService.builder()
                .store(new JdbcTokenStore(joining()))
                .keys(HandoffKeys.random())
                .build();

        assertThrows(
                ArithmeticException.class,
                () -> required(() -> {
                    insertRow();
                    String why = assertThrows(
                                    IllegalStateException.class, () -> misplaced.status(code.sessionId()))
                            .getMessage();
                    assertTrue(why.contains("store.joining(connection)"), why);
                    throw new ArithmeticException("the host's own trouble");
                }));

        assertEquals(0, rows());
    }

    @Test
    void severalCalls_inOneTransaction_seeEachOther_andAreToldInOrder() throws Exception {
        required(() -> {
            Binding binding = hello("first").orElseThrow();
            assertEquals(
                    Optional.of(Refusal.HANDOFF_DEVICE_MISMATCH),
                    hello("second").refusal());
            assertEquals(List.of(Type.REFUSED), told().types(), "a refusal is told at once");
            return call(handoffs -> handoffs.finish(binding, Outcome.succeeded()));
        });

        assertEquals(List.of(Type.REFUSED, Type.CONSUMED, Type.FINISHED), told().types());
        assertEquals(
                SessionState.SUCCEEDED,
                outside().status(code.sessionId()).orElseThrow().state());
    }

    @Test
    void storeFailure_thatTheHostCatches_failsTheCommit_andTheTransactionCanBeRunAgain() throws Exception {
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
        assertEquals(List.of(), told().types());

        required(() -> {
            insertRow();
            return hello("first").orElseThrow();
        });
        assertEquals(1, rows());
        assertTrue(isBound());
    }

    @Test
    void listener_afterTheCommit_mayUseTheService() throws Exception {
        List<SessionState> seen = new ArrayList<>();
        told().then(event -> {
            told().forget();
            seen.add(outside().status(event.sessionId()).orElseThrow().state());
            seen.add(call(handoffs -> handoffs.cancel(event.sessionId()))
                    .orElseThrow());
        });
        required(() -> hello("first"));

        assertEquals(List.of(SessionState.IN_PROGRESS, SessionState.CANCELLED), seen);
        assertEquals(
                SessionState.CANCELLED,
                outside().status(code.sessionId()).orElseThrow().state());
    }

    @Test
    void manyTransactions_inASmallPool_leaveNoConnectionOpen() throws Exception {
        for (int i = 0; i < 5; i++) {
            String session = "vs_" + i;
            required(() -> call(handoffs -> handoffs.open(session)));
            assertThrows(
                    ArithmeticException.class,
                    () -> required(() -> {
                        call(handoffs -> handoffs.cancel(session));
                        throw new ArithmeticException("the host's own trouble");
                    }));
        }
    }

    @Test
    void requiresNew_isCommittedByItself() {
        assertThrows(
                ArithmeticException.class,
                () -> required(() -> {
                    insertRow();
                    Handoff other = call(handoffs -> handoffs.start("vs_of_the_outer_transaction"))
                            .orElseThrow()
                            .handoff();
                    requiresNew(() -> hello("first").orElseThrow());
                    assertEquals(List.of(Type.CONSUMED), told().types());
                    assertTrue(
                            call(handoffs -> handoffs.status(other.sessionId()))
                                    .isOk(),
                            "the outer transaction goes on where it was");
                    throw new ArithmeticException("the host's own trouble");
                }));

        assertEquals(0, rows());
        assertTrue(isBound());
        assertEquals(
                Optional.of(Refusal.SESSION_NOT_FOUND),
                outside().status("vs_of_the_outer_transaction").refusal());
        assertEquals(List.of(Type.CONSUMED), told().types());
    }

    @Test
    void innerMethod_withinTheSameTransaction_isPartOfIt() {
        assertThrows(
                ArithmeticException.class,
                () -> required(() -> {
                    required(() -> hello("first").orElseThrow());
                    assertEquals(List.of(), told().types());
                    throw new ArithmeticException("the host's own trouble");
                }));

        assertFalse(isBound());
        assertEquals(List.of(), told().types());
    }

    @Test
    void noTransaction_isOneOfItsOwn() throws Exception {
        assertTrue(hello("first").isOk());
        assertEquals(List.of(Type.CONSUMED), told().types());

        required(() -> notSupported(() -> {
            assertTrue(isBound());
            assertEquals(
                    Optional.of(Refusal.HANDOFF_DEVICE_MISMATCH),
                    hello("second").refusal());
            return null;
        }));
    }

    @Test
    void plainService_insideATransaction_isNoPartOfIt() {
        assertThrows(
                ArithmeticException.class,
                () -> required(() -> {
                    insertRow();
                    new TestPhone(outside()).scans(code).saysHello().orElseThrow();
                    throw new ArithmeticException("the host's own trouble");
                }));

        assertEquals(0, rows());
        assertTrue(isBound());
    }

    protected final Result<Binding> hello(String device) {
        return call(
                handoffs -> new TestPhone(handoffs, device).scans(code).saysHello());
    }

    private static Stream<Throwable> causes(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause);
    }

    protected final boolean isBound() {
        return outside().status(code.sessionId()).orElseThrow().isClaimed();
    }

    private void insertRow() throws SQLException {
        try (Connection connection = joining().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO host_row VALUES ('beside the handoff')");
        }
    }

    protected final int rows() {
        try (Connection connection = ownConnections().getConnection();
                Statement statement = connection.createStatement();
                ResultSet counted = statement.executeQuery("SELECT COUNT(*) FROM host_row")) {
            counted.next();
            return counted.getInt(1);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
