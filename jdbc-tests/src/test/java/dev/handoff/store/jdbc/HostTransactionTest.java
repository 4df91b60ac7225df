package dev.handoff.store.jdbc;

import static dev.handoff.store.jdbc.TestHost.newSession;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffEvent;
import dev.handoff.HandoffService;
import dev.handoff.HandoffsInTransaction;
import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.SessionState;
import dev.handoff.SessionStatus;
import dev.handoff.testkit.TestPhone;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls of the library inside the host's transactions. */
class HostTransactionTest {

    private static final String EVERYWHERE = "dev.handoff.store.jdbc.HostTransactions#everywhere";
    private static final HostTransactions H2 =
            new HostTransactions(Databases.H2, Connection.TRANSACTION_READ_COMMITTED);

    private final List<HandoffEvent> notified = Collections.synchronizedList(new ArrayList<>());
    private final String device = "device-1";

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void rollback_afterEveryCall_leavesNoBindingNoRecordAndNoEvent(HostTransactions host) throws Exception {
        HandoffService outside = service(host);
        Handoff code = TestHost.start(outside);
        String opened = newSession();
        notified.clear();
        try (Connection connection = host.begin()) {
            HandoffService inside = host.inside(outside, connection);
            inside.start(opened).orElseThrow();
            Binding binding =
                    new TestPhone(inside, device).scans(code).saysHello().orElseThrow();
            inside.finish(binding, Outcome.succeeded()).orElseThrow();
            connection.rollback();
        }

        assertThat(notified).isEmpty();
        assertThat(outside.status(opened)).isEqualTo(Result.refused(Refusal.SESSION_NOT_FOUND));
        assertThat(outside.status(code.sessionId()).orElseThrow().isClaimed()).isFalse();
        assertThat(new TestPhone(outside).scans(code).saysHello().isOk())
                .as("the rolled back consumption did not use up the token")
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void commit_afterEveryCall_keepsOneBindingAndNotifies(HostTransactions host) throws Exception {
        HandoffService outside = service(host);
        String session = newSession();
        Handoff code;
        try (Connection connection = host.begin()) {
            HandoffsInTransaction inside = host.joining(outside, connection);
            inside.handoffs().open(session).orElseThrow();
            inside.handoffs().open(session).orElseThrow();
            code = inside.handoffs().mint(session).orElseThrow();
            new TestPhone(inside.handoffs(), device).scans(code).saysHello().orElseThrow();
            assertThat(new TestPhone(inside.handoffs(), device).scans(code).saysHello())
                    .isEqualTo(Result.refused(Refusal.HANDOFF_TOKEN_CONSUMED));
            assertThat(notified.stream().map(HandoffEvent::type))
                    .as("refusals are notified at once, other events after the commit")
                    .containsExactly(HandoffEvent.Type.REFUSED);
            connection.commit();
            inside.committed();
            inside.committed();
        }

        assertThat(notified.stream().map(HandoffEvent::type))
                .containsExactly(
                        HandoffEvent.Type.REFUSED,
                        HandoffEvent.Type.OPENED,
                        HandoffEvent.Type.MINTED,
                        HandoffEvent.Type.CONSUMED);
        assertThat(new TestPhone(outside, device)
                        .scans(code)
                        .resumes()
                        .orElseThrow()
                        .connection())
                .isEqualTo(2);
        try (Connection connection = host.begin()) {
            HandoffService inside = host.inside(outside, connection);
            assertThat(inside.cancel(session)).isEqualTo(Result.ok(SessionState.CANCELLED));
            connection.commit();
        }
        assertThat(outside.status(session).orElseThrow().state()).isEqualTo(SessionState.CANCELLED);
    }

    /** A rollback leaves no record, so the next phone is the first one. */
    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void unstored_consumedInATransaction_isCommittedOrRolledBackWithIt(HostTransactions host) throws Exception {
        HandoffService outside = TestHost.unstored(host.database().pool());
        Handoff code = TestHost.start(outside);
        Binding undone;
        try (Connection connection = host.begin()) {
            undone = new TestPhone(host.inside(outside, connection), device)
                    .scans(code)
                    .saysHello()
                    .orElseThrow();
            connection.rollback();
        }
        assertThat(outside.backendStatus(code.sessionId())).isEqualTo(Result.refused(Refusal.SESSION_NOT_FOUND));
        try (Connection connection = host.begin()) {
            new TestPhone(host.inside(outside, connection))
                    .scans(code)
                    .saysHello()
                    .orElseThrow();
            connection.commit();
        }
        assertThat(outside.finish(undone, Outcome.succeeded())).isEqualTo(Result.refused(Refusal.CONNECTION_REPLACED));
        assertThat(new TestPhone(outside, device).scans(code).saysHello())
                .isEqualTo(Result.refused(Refusal.HANDOFF_DEVICE_MISMATCH));
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void unstored_hostReadBeforeARivalConsumed_neverBindsASecondPhone(HostTransactions host) throws Exception {
        assertNoSecondPhone(host, TestHost.unstored(host.database().pool()));
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void consume_hostReadBeforeARivalConsumed_neverBindsASecondPhone(HostTransactions host) throws Exception {
        assertNoSecondPhone(host, service(host));
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void finish_hostReadBeforeACancel_neverFinishes(HostTransactions host) throws Exception {
        HandoffService outside = service(host);
        Handoff code = TestHost.start(outside);
        new TestPhone(outside, device).scans(code).saysHello().orElseThrow();

        host.assertNoAnswerOfThePast(
                outside,
                handoffs -> handoffs.cancel(code.sessionId()),
                inside -> inside.finish(code.sessionId(), Outcome.succeeded()),
                Result.refused(Refusal.SESSION_EXPIRED));
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void finish_hostReadBeforeAPhoneConsumed_succeedsOrThrows(HostTransactions host) throws Exception {
        HandoffService outside = service(host);
        Handoff code = TestHost.start(outside);

        host.assertNoAnswerOfThePast(
                outside,
                handoffs -> new TestPhone(handoffs, device).scans(code).saysHello(),
                inside -> inside.finish(code.sessionId(), Outcome.succeeded()),
                Result.ok(SessionState.SUCCEEDED));
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void start_hostReadBeforeARivalStartedTheSession_startsNoSecondSession(HostTransactions host) throws Exception {
        assertNoAnswerOnANewSession(
                host, HandoffService::start, started -> started.handoff().attempt(), Result.ok(1));
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void status_hostReadBeforeARivalStartedTheSession_neverReturnsNotFound(HostTransactions host) throws Exception {
        assertNoAnswerOnANewSession(
                host, HandoffService::status, SessionStatus::state, Result.ok(SessionState.CREATED));
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void finish_hostReadBeforeARivalStartedTheSession_neverReturnsNotFound(HostTransactions host) throws Exception {
        assertNoAnswerOnANewSession(
                host,
                (inside, session) -> inside.finish(session, Outcome.succeeded()),
                state -> state,
                Result.refused(Refusal.HANDOFF_NOT_CONSUMED));
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void inspect_hostReadBeforeARivalStartedTheSession_neverReturnsNotFound(HostTransactions host) throws Exception {
        HandoffService outside = service(host);
        List<Handoff> started = new ArrayList<>();

        host.assertNoAnswerOfThePast(
                outside,
                handoffs -> started.add(TestHost.start(handoffs)),
                inside -> inside.inspect(
                                started.get(0).sessionId(),
                                new TestPhone(inside, device)
                                        .scans(started.get(0))
                                        .credentials())
                        .map(SessionStatus::state),
                Result.ok(SessionState.CREATED));
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void everyCall_unknownSession_isRefusedAndInsertsNothing(HostTransactions host) throws Exception {
        HandoffService outside = service(host);
        String unknown = newSession();
        try (Connection connection = host.begin()) {
            HandoffService inside = host.inside(outside, connection);
            assertThat(inside.status(unknown)).isEqualTo(Result.refused(Refusal.SESSION_NOT_FOUND));
            assertThat(inside.cancel(unknown)).isEqualTo(Result.refused(Refusal.SESSION_NOT_FOUND));
            connection.commit();
        }

        assertThat(outside.status(unknown)).isEqualTo(Result.refused(Refusal.SESSION_NOT_FOUND));
    }

    @Test
    void purge_insideATransaction_deletesAtMostTheLimit() throws SQLException {
        String table = "purged_inside";
        TestHost.makeTable(Databases.H2.pool(), table);
        JdbcTokenStore store = Databases.H2.store().withTable(table);
        Instant longAgo = Instant.EPOCH.plus(Duration.ofDays(1));
        for (int i = 0; i < 1300; i++) {
            assertThat(store.insert(Records.endingAt(longAgo))).isTrue();
        }
        try (Connection connection = H2.begin()) {
            assertThat(store.joining(connection).purge(longAgo.plusMillis(1), 1200))
                    .isEqualTo(1200);
            assertThat(store.joining(connection).purge(longAgo.plusMillis(1), 1200))
                    .isEqualTo(100);
            connection.commit();
        }
    }

    @Test
    void joining_connectionWithAutoCommit_isRefused() throws SQLException {
        JdbcTokenStore store = Databases.H2.store();
        try (Connection connection = Databases.H2.pool().getConnection()) {
            assertThatThrownBy(() -> store.joining(connection))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("auto-commit");
        }
    }

    @Test
    void joining_connectionThatReadsUncommitted_isRefused() throws SQLException {
        JdbcTokenStore store = Databases.H2.store();
        try (Connection connection =
                new HostTransactions(Databases.H2, Connection.TRANSACTION_READ_UNCOMMITTED).begin()) {
            assertThatThrownBy(() -> store.joining(connection))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("READ COMMITTED");
        }
    }

    private void assertNoSecondPhone(HostTransactions host, HandoffService outside) throws SQLException {
        Handoff code = TestHost.start(outside);

        host.assertNoAnswerOfThePast(
                outside,
                handoffs -> new TestPhone(handoffs).scans(code).saysHello(),
                inside -> new TestPhone(inside, device).scans(code).saysHello(),
                Result.refused(Refusal.HANDOFF_DEVICE_MISMATCH));
    }

    private <T> void assertNoAnswerOnANewSession(
            HostTransactions host,
            BiFunction<HandoffService, String, Result<T>> call,
            Function<T, ?> part,
            Object truth)
            throws SQLException {
        String session = newSession();
        host.assertNoAnswerOfThePast(
                service(host),
                handoffs -> handoffs.start(session),
                inside -> call.apply(inside, session).map(part),
                truth);
    }

    private HandoffService service(HostTransactions host) {
        return TestHost.service(new JdbcTokenStore(host.database().pool()))
                .listener(notified::add)
                .build();
    }
}
