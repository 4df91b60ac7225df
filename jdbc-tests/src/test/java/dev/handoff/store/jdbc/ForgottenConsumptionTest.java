package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.SessionState;
import dev.handoff.testkit.TestPhone;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A phone consumed a code, and then the consumption was rolled back, or lost in a failover. The next phone that
 * consumes becomes the bound device, and the binding that the host kept is refused.
 */
class ForgottenConsumptionTest {

    private static final String TABLE = "handoff_session";

    /** Each call is the first call with its binding, because a first call may need no read. */
    private static final List<Function<HandoffService, Function<Binding, Result<?>>>> CALLS = List.of(
            handoffs -> binding -> handoffs.finish(binding, Outcome.failedRetryably("x")),
            handoffs -> binding -> handoffs.finish(binding, Outcome.succeeded()),
            handoffs -> handoffs::check,
            handoffs -> handoffs::mint,
            handoffs -> binding -> handoffs.finish(rebuilt(binding), Outcome.failedRetryably("x")),
            handoffs -> binding -> handoffs.finish(rebuilt(binding), Outcome.succeeded()),
            handoffs -> binding -> handoffs.check(rebuilt(binding)),
            handoffs -> binding -> handoffs.mint(rebuilt(binding)));

    @ParameterizedTest
    @MethodSource("dev.handoff.store.jdbc.HostTransactions#everywhere")
    void anyCall_bindingOfARolledBackConsumption_isRefusedAsReplaced(HostTransactions host) throws SQLException {
        HandoffService outside = TestHost.service(host.database().pool());
        for (var call : CALLS) {
            Handoff code = TestHost.start(outside);
            Binding lost = consumeAndRollBack(host, outside, code, new TestPhone(outside));
            TestPhone winner = new TestPhone(outside).scans(code);
            winner.saysHello().orElseThrow();

            assertReplaced(outside, call.apply(outside).apply(lost), winner);
        }
    }

    /** The binding has the same phone, attempt and connection number as the committed one. */
    @ParameterizedTest
    @MethodSource("dev.handoff.store.jdbc.HostTransactions#everywhere")
    void anyCall_bindingOfARolledBackConsumptionAndSamePhoneCommitted_isRefusedAsReplaced(HostTransactions host)
            throws SQLException {
        HandoffService outside = TestHost.service(host.database().pool());
        for (var call : CALLS) {
            Handoff code = TestHost.start(outside);
            TestPhone phone = new TestPhone(outside).scans(code);
            Binding lost = consumeAndRollBack(host, outside, code, phone);
            phone.connectsTo(outside).saysHello().orElseThrow();

            assertReplaced(outside, call.apply(outside).apply(lost), phone);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.handoff.store.jdbc.HostTransactions#everywhere")
    void finish_bindingOfARolledBackConsumptionAndNoOtherPhone_isRefused(HostTransactions host) throws SQLException {
        HandoffService outside = TestHost.service(host.database().pool());
        Handoff code = TestHost.start(outside);
        Binding lost = consumeAndRollBack(host, outside, code, new TestPhone(outside));

        assertThat(outside.finish(lost, Outcome.succeeded()).isOk()).isFalse();
        assertThat(outside.status(code.sessionId()).orElseThrow().isClaimed()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "HSQLDB", "SQLITE", "POSTGRESQL", "MARIADB"})
    void anyCall_bindingOfAConsumptionLostInAFailover_isRefusedAsReplaced(Databases database) throws SQLException {
        HandoffService handoffs = TestHost.service(database.pool());
        for (var call : CALLS) {
            Handoff code = TestHost.start(handoffs);
            String key = handoffs.sessionKey(code.sessionId());
            Row before = Row.read(database.pool(), TABLE, key);
            Binding lost = new TestPhone(handoffs).scans(code).saysHello().orElseThrow();
            before.write(database.pool(), TABLE, key);
            TestPhone winner = new TestPhone(handoffs).scans(code);
            winner.saysHello().orElseThrow();

            assertReplaced(handoffs, call.apply(handoffs).apply(lost), winner);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "HSQLDB", "SQLITE", "POSTGRESQL", "MARIADB"})
    void anyCall_bindingOfAResumptionLostInAFailover_isRefusedAsReplaced(Databases database) throws SQLException {
        HandoffService handoffs = TestHost.service(database.pool());
        for (var call : CALLS) {
            Handoff code = TestHost.start(handoffs);
            TestPhone phone = new TestPhone(handoffs).scans(code);
            phone.saysHello().orElseThrow();
            String key = handoffs.sessionKey(code.sessionId());
            Row before = Row.read(database.pool(), TABLE, key);
            Binding lost = phone.resumes().orElseThrow();
            before.write(database.pool(), TABLE, key);
            Binding latest = phone.resumes().orElseThrow();
            assertThat(latest.connection()).isEqualTo(lost.connection());

            assertReplaced(handoffs, call.apply(handoffs).apply(lost), phone);
        }
    }

    private static Binding consumeAndRollBack(
            HostTransactions host, HandoffService outside, Handoff code, TestPhone phone) throws SQLException {
        try (Connection connection = host.begin()) {
            Binding lost = phone.connectsTo(host.inside(outside, connection))
                    .scans(code)
                    .saysHello()
                    .orElseThrow();
            connection.rollback();
            return lost;
        }
    }

    private static void assertReplaced(HandoffService handoffs, Result<?> result, TestPhone bound) {
        assertThat(result).isEqualTo(Result.refused(Refusal.CONNECTION_REPLACED));
        assertThat(handoffs.check(bound.binding()).isOk()).isTrue();
        assertThat(bound.finishes(Outcome.succeeded())).isEqualTo(Result.ok(SessionState.SUCCEEDED));
    }

    private static Binding rebuilt(Binding binding) {
        return new Binding(binding.sessionId(), binding.claim(), binding.connection());
    }
}
