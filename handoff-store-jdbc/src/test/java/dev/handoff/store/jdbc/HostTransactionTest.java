package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffEvent;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.HandoffTransaction;
import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.SessionState;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.testkit.FakePhone;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The library inside the host's own transactions, on every database and at every isolation that it has. */
class HostTransactionTest {

    private static final int RIVALS = 24;
    private static final int ROUNDS = 5;
    private static final List<Integer> ISOLATIONS = List.of(
            Connection.TRANSACTION_READ_COMMITTED,
            Connection.TRANSACTION_REPEATABLE_READ,
            Connection.TRANSACTION_SERIALIZABLE);

    private final List<HandoffEvent> heard = Collections.synchronizedList(new ArrayList<>());
    private final FakePhone phone = new FakePhone();

    static Stream<Arguments> databasesAndIsolations() {
        return Stream.of(
                        Databases.H2,
                        Databases.HSQLDB,
                        Databases.HSQLDB_MVCC,
                        Databases.SQLITE,
                        Databases.POSTGRESQL,
                        Databases.MARIADB)
                .flatMap(database -> ISOLATIONS.stream()
                        .filter(isolation ->
                                database != Databases.SQLITE || isolation == Connection.TRANSACTION_SERIALIZABLE)
                        .map(isolation -> Arguments.of(database, isolation)));
    }

    @ParameterizedTest
    @MethodSource("databasesAndIsolations")
    void rollback_afterEveryCall_leavesNoBindingNoRecordAndNoEvent(Databases database, int isolation) throws Exception {
        HandoffService outside = service(database);
        Handoff code = outside.start(newSession()).orElseThrow();
        String opened = newSession();
        heard.clear();
        try (Connection connection = begin(database, isolation)) {
            HandoffTransaction inside = outside.within(JdbcTokenStore.joining(connection));
            inside.handoffs().start(opened).orElseThrow();
            Binding binding = phone.hello(inside.handoffs(), code).orElseThrow();
            inside.handoffs().finish(binding, Outcome.succeeded()).orElseThrow();
            connection.rollback();
        }

        assertThat(heard).isEmpty();
        assertThat(outside.status(opened)).isEqualTo(Result.refused(Refusal.SESSION_NOT_FOUND));
        assertThat(outside.status(code.sessionId()).orElseThrow().isClaimed()).isFalse();
        assertThat(new FakePhone().hello(outside, code).isOk())
                .as("no token was burned")
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("databasesAndIsolations")
    void commit_afterEveryCall_leavesOneBindingAndItsEvents(Databases database, int isolation) throws Exception {
        HandoffService outside = service(database);
        String session = newSession();
        Handoff code;
        try (Connection connection = begin(database, isolation)) {
            HandoffTransaction inside = outside.within(JdbcTokenStore.joining(connection));
            inside.handoffs().open(session).orElseThrow();
            inside.handoffs().open(session).orElseThrow();
            code = inside.handoffs().mint(session).orElseThrow();
            phone.hello(inside.handoffs(), code).orElseThrow();
            assertThat(phone.hello(inside.handoffs(), code)).isEqualTo(Result.refused(Refusal.HANDOFF_TOKEN_CONSUMED));
            assertThat(heard).as("not before the commit").isEmpty();
            connection.commit();
            inside.committed();
            inside.committed();
        }

        assertThat(heard.stream().map(HandoffEvent::type))
                .containsExactly(
                        HandoffEvent.Type.OPENED,
                        HandoffEvent.Type.MINTED,
                        HandoffEvent.Type.CONSUMED,
                        HandoffEvent.Type.REFUSED);
        assertThat(phone.resume(outside, code).orElseThrow().connection()).isEqualTo(2);
        try (Connection connection = begin(database, isolation)) {
            HandoffTransaction inside = outside.within(JdbcTokenStore.joining(connection));
            assertThat(inside.handoffs().cancel(session)).isEqualTo(Result.ok(SessionState.CANCELLED));
            connection.commit();
        }
        assertThat(outside.status(session).orElseThrow().state()).isEqualTo(SessionState.CANCELLED);
    }

    @ParameterizedTest
    @MethodSource("databasesAndIsolations")
    void race_ofTransactionsOfWhichHalfRollBack_endsWithExactlyOneBinding(Databases database, int isolation)
            throws Exception {
        HandoffService outside = service(database);
        for (int round = 0; round < ROUNDS; round++) {
            Handoff code = outside.start(newSession()).orElseThrow();
            List<Boolean> bound = together(rival -> helloAndEnd(database, isolation, outside, code, rival % 2 == 0));

            assertThat(bound).as("bindings that were committed").containsOnlyOnce(true);
            assertThat(outside.status(code.sessionId()).orElseThrow().state()).isEqualTo(SessionState.IN_PROGRESS);
        }
    }

    @ParameterizedTest
    @MethodSource("databasesAndIsolations")
    void consume_whereTheHostReadBeforeARivalWon_neverBindsASecondPhone(Databases database, int isolation)
            throws Exception {
        HandoffService outside = service(database);
        Handoff code = outside.start(newSession()).orElseThrow();
        try (Connection connection = begin(database, isolation)) {
            readSomething(connection);
            if (letsRivalsWrite(database, isolation)) {
                new FakePhone().hello(outside, code).orElseThrow();
                HandoffTransaction inside = outside.within(JdbcTokenStore.joining(connection));
                assertSameOrException(
                        () -> phone.hello(inside.handoffs(), code), Result.refused(Refusal.HANDOFF_DEVICE_MISMATCH));
            }
            connection.rollback();
        }
    }

    @ParameterizedTest
    @MethodSource("databasesAndIsolations")
    void finish_whereTheHostReadBeforeACancel_neverFinishes(Databases database, int isolation) throws Exception {
        HandoffService outside = service(database);
        Handoff code = outside.start(newSession()).orElseThrow();
        phone.hello(outside, code).orElseThrow();
        try (Connection connection = begin(database, isolation)) {
            readSomething(connection);
            if (letsRivalsWrite(database, isolation)) {
                outside.cancel(code.sessionId()).orElseThrow();
                HandoffTransaction inside = outside.within(JdbcTokenStore.joining(connection));
                assertSameOrException(
                        () -> inside.handoffs().finish(code.sessionId(), Outcome.succeeded()),
                        Result.refused(Refusal.SESSION_EXPIRED));
            }
            connection.rollback();
        }
    }

    @ParameterizedTest
    @MethodSource("databasesAndIsolations")
    void finish_whereTheHostReadBeforeAPhoneCame_isNotRefusedByTheSnapshot(Databases database, int isolation)
            throws Exception {
        HandoffService outside = service(database);
        Handoff code = outside.start(newSession()).orElseThrow();
        try (Connection connection = begin(database, isolation)) {
            readSomething(connection);
            if (letsRivalsWrite(database, isolation)) {
                phone.hello(outside, code).orElseThrow();
                HandoffTransaction inside = outside.within(JdbcTokenStore.joining(connection));
                assertSameOrException(
                        () -> inside.handoffs().finish(code.sessionId(), Outcome.succeeded()),
                        Result.ok(SessionState.SUCCEEDED));
            }
            connection.rollback();
        }
    }

    @ParameterizedTest
    @MethodSource("databasesAndIsolations")
    void start_ofASessionThatARivalStartedSinceTheHostRead_startsNoSecondOne(Databases database, int isolation)
            throws Exception {
        HandoffService outside = service(database);
        String session = newSession();
        try (Connection connection = begin(database, isolation)) {
            readSomething(connection);
            if (letsRivalsWrite(database, isolation)) {
                String rivals = outside.start(session).orElseThrow().token().reveal();
                HandoffTransaction inside = outside.within(JdbcTokenStore.joining(connection));
                assertSameOrException(
                        () -> inside.handoffs()
                                .start(session)
                                .orElseThrow()
                                .token()
                                .reveal(),
                        rivals);
            }
            connection.rollback();
        }
    }

    @Test
    void joining_connectionThatCommitsByItself_isRefused() throws SQLException {
        try (Connection connection = Databases.H2.pool().getConnection()) {
            assertThatThrownBy(() -> JdbcTokenStore.joining(connection))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("auto-commit");
        }
    }

    @Test
    void joining_connectionThatReadsUncommitted_isRefused() throws SQLException {
        try (Connection connection = begin(Databases.H2, Connection.TRANSACTION_READ_UNCOMMITTED)) {
            assertThatThrownBy(() -> JdbcTokenStore.joining(connection))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("READ COMMITTED");
        }
    }

    /**
     * HSQLDB's default mode locks tables, and MariaDB at SERIALIZABLE what was counted: a reader that keeps such a lock
     * shuts writers out until it ends, so that nothing can go stale.
     */
    private static boolean letsRivalsWrite(Databases database, int isolation) {
        return switch (database) {
            case HSQLDB -> isolation == Connection.TRANSACTION_READ_COMMITTED;
            case MARIADB -> isolation != Connection.TRANSACTION_SERIALIZABLE;
            default -> true;
        };
    }

    /** Makes the transaction take its snapshot. */
    private static void readSomething(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM handoff_session")) {
            assertThat(rows.next()).isTrue();
        }
    }

    private static void assertSameOrException(Callable<?> call, Object truth) throws Exception {
        try {
            assertThat(call.call()).isEqualTo(truth);
        } catch (TokenStoreException lost) {
            assertThat(lost.effect()).isEqualTo(TokenStoreException.Effect.NONE);
            assertThat(lost).hasMessageContaining("roll");
        }
    }

    /** A host's transaction, run again where it lost a race, as a host does. */
    private static boolean helloAndEnd(
            Databases database, int isolation, HandoffService outside, Handoff code, boolean commits)
            throws SQLException {
        FakePhone rival = new FakePhone();
        while (true) {
            try (Connection connection = begin(database, isolation)) {
                try {
                    HandoffTransaction inside = outside.within(JdbcTokenStore.joining(connection));
                    boolean bound = rival.hello(inside.handoffs(), code).isOk();
                    if (!commits) {
                        connection.rollback();
                        return false;
                    }
                    connection.commit();
                    return bound;
                } catch (TokenStoreException | SQLException lost) {
                    connection.rollback();
                }
            }
        }
    }

    private static List<Boolean> together(RivalAction action) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(RIVALS);
        CountDownLatch start = new CountDownLatch(1);
        try {
            List<Future<Boolean>> running = new ArrayList<>();
            for (int i = 0; i < RIVALS; i++) {
                int rival = i;
                running.add(threads.submit(() -> {
                    start.await();
                    return action.act(rival);
                }));
            }
            start.countDown();
            List<Boolean> results = new ArrayList<>();
            for (Future<Boolean> future : running) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    @FunctionalInterface
    private interface RivalAction {
        boolean act(int rival) throws Exception;
    }

    private static Connection begin(Databases database, int isolation) throws SQLException {
        Connection connection = database.pool().getConnection();
        connection.setTransactionIsolation(isolation);
        connection.setAutoCommit(false);
        return connection;
    }

    private HandoffService service(Databases database) {
        return HandoffService.builder()
                .store(new JdbcTokenStore(database.pool()))
                .keys(HandoffKeys.of(new byte[32]))
                .listener(heard::add)
                .build();
    }

    private static String newSession() {
        return "vs_" + UUID.randomUUID();
    }
}
