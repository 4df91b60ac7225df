package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Checks how many store calls each operation makes. */
class StoreCallBudgetTest {

    private final TestStore counting = new TestStore();
    private final TestService stage = new TestService(counting);
    private final HandoffService handoffs = stage.handoffs;
    private final TestPhone phone = new TestPhone();

    @Test
    void budget_openAndStart() {
        String session = TestService.newSession();
        assertThat(callsOf(() -> handoffs.open(session))).as("open").isEqualTo(1);
        assertThat(callsOf(() -> handoffs.open(session))).as("open again").isEqualTo(2);

        String other = TestService.newSession();
        assertThat(callsOf(() -> handoffs.start(other)))
                .as("start, new session")
                .isEqualTo(1);
        assertThat(callsOf(() -> handoffs.start(other)))
                .as("start, known session, same window")
                .isEqualTo(2);
    }

    /** The calls of an unstored session. Once it has a record, the other budgets hold. */
    @Test
    void budget_unstored() {
        HandoffService unstored = TestService.unstored(counting).handoffs;
        String session = TestService.newSession();
        assertThat(callsOf(() -> unstored.open(session))).as("open").isZero();
        StartedSession started = unstored.start(session).orElseThrow();
        String proof = started.pageProof().orElseThrow().reveal();
        assertThat(counting.callsSinceLastAsked()).as("start").isZero();
        assertThat(callsOf(() -> unstored.mint(session, proof))).as("mint").isEqualTo(1);
        assertThat(callsOf(() -> unstored.status(session, proof))).as("status").isEqualTo(1);
        assertThat(callsOf(() -> unstored.mint(session, "0")))
                .as("forged proof")
                .isZero();

        Handoff code = started.handoff();
        Binding binding = phone.hello(unstored, code).orElseThrow();
        assertThat(counting.callsSinceLastAsked()).as("consume, first").isEqualTo(1);
        assertThat(callsOf(() -> new TestPhone().hello(unstored, code)))
                .as("second device")
                .isEqualTo(2);
        assertThat(callsOf(() -> unstored.finish(binding, Outcome.succeeded())))
                .as("finish")
                .isEqualTo(1);
        assertThat(callsOf(() -> unstored.cancel("never opened")))
                .as("cancel by the backend")
                .isEqualTo(2);
    }

    @Test
    void budget_mint() {
        String session = started().sessionId();
        assertThat(callsOf(() -> handoffs.mint(session))).as("same token again").isEqualTo(1);
        stage.clock.advance(Duration.ofSeconds(61));
        assertThat(callsOf(() -> handoffs.mint(session))).as("next attempt").isEqualTo(2);
    }

    @Test
    void budget_consume() {
        Handoff code = started();
        assertThat(callsOf(() -> phone.hello(handoffs, code)))
                .as("first, fresh session")
                .isEqualTo(1);
        assertThat(callsOf(() -> phone.hello(handoffs, code))).as("replay").isEqualTo(2);
        assertThat(callsOf(() -> new TestPhone().hello(handoffs, code)))
                .as("second device")
                .isEqualTo(2);
    }

    @Test
    void budget_consumeForgedOrMalformed() {
        Handoff code = started();
        String attemptId = code.attemptId().reveal();
        PhoneCredentials forged = new PhoneCredentials(attemptId, "0".repeat(64), "device");
        PhoneCredentials malformed =
                new PhoneCredentials(attemptId, code.token().reveal(), "");
        PhoneCredentials noAttempt = new PhoneCredentials("va_", code.token().reveal(), "device");

        assertThat(callsOf(() -> handoffs.consume(code.sessionId(), forged))).isZero();
        assertThat(callsOf(() -> handoffs.consume(code.sessionId(), malformed))).isZero();
        assertThat(callsOf(() -> handoffs.consume(code.sessionId(), noAttempt))).isZero();
        assertThat(callsOf(() -> handoffs.consume(" ", phone.credentials(code))))
                .isZero();
        assertThat(handoffs.consume(code.sessionId(), forged).refusal())
                .isEqualTo(Optional.of(Refusal.HANDOFF_TOKEN_INVALID));
    }

    @Test
    void budget_consumeExpired() {
        Handoff code = started();
        stage.clock.advance(Duration.ofMinutes(5));
        assertThat(callsOf(() -> phone.hello(handoffs, code))).isEqualTo(1);
    }

    @Test
    void budget_consumeOlderOverlappingCode() {
        Handoff older = started();
        stage.nextAfterWindow(older.sessionId());
        counting.callsSinceLastAsked();
        assertThat(callsOf(() -> phone.hello(handoffs, older))).isEqualTo(3);
    }

    @Test
    void budget_consumeAfterRetryableFailure() {
        Handoff code = started();
        stage.failRetryably(phone.hello(handoffs, code).orElseThrow());
        Handoff next = handoffs.mint(code.sessionId()).orElseThrow();
        counting.callsSinceLastAsked();
        assertThat(callsOf(() -> phone.hello(handoffs, next))).isEqualTo(2);
    }

    @Test
    void budget_consumeWithAHostsHasher_readsBeforeItHashes() {
        HandoffService costly = HandoffService.builder()
                .store(counting)
                .keys(HandoffKeys.of(TestService.KEY))
                .clock(stage.clock)
                .deviceHasher((secret, deviceId) -> "hash")
                .build();
        Handoff code = started();
        assertThat(callsOf(() -> phone.hello(costly, code))).isEqualTo(2);
    }

    @Test
    void budget_resumeCheckAndStatus() {
        Handoff code = started();
        Binding first = phone.hello(handoffs, code).orElseThrow();
        counting.callsSinceLastAsked();

        assertThat(callsOf(() -> phone.resume(handoffs, code))).as("resume").isEqualTo(2);
        assertThat(callsOf(() -> new TestPhone().resume(handoffs, code)))
                .as("resume, refused")
                .isEqualTo(1);
        assertThat(callsOf(() -> handoffs.check(rebuilt(first)))).as("check").isEqualTo(1);
        assertThat(callsOf(() -> handoffs.status(code.sessionId())))
                .as("status")
                .isEqualTo(1);
    }

    @Test
    void budget_finish() {
        Outcome outcome = Outcome.failedRetryably("x");
        Binding bound = bound();
        assertThat(callsOf(() -> handoffs.finish(bound, outcome)))
                .as("by the connection that consumed, nothing happened since")
                .isEqualTo(1);
        assertThat(callsOf(() -> handoffs.finish(bound, outcome)))
                .as("repeated")
                .isEqualTo(1);

        Binding other = bound();
        assertThat(callsOf(() -> handoffs.finish(rebuilt(other), outcome)))
                .as("by a binding that the host rebuilt")
                .isEqualTo(2);
        assertThat(callsOf(() -> handoffs.finish(other.sessionId(), outcome)))
                .as("repeated, by the backend")
                .isEqualTo(1);
    }

    @Test
    void budget_finishByResumedAndReplacedConnections() {
        Handoff code = started();
        Binding first = phone.hello(handoffs, code).orElseThrow();
        Binding latest = phone.resume(handoffs, code).orElseThrow();
        counting.callsSinceLastAsked();

        assertThat(callsOf(() -> handoffs.finish(first, Outcome.succeeded())))
                .as("refused")
                .isEqualTo(2);
        assertThat(handoffs.finish(first, Outcome.succeeded())).isEqualTo(Result.refused(Refusal.CONNECTION_REPLACED));
        counting.callsSinceLastAsked();
        assertThat(callsOf(() -> handoffs.finish(latest, Outcome.succeeded()))).isEqualTo(1);
    }

    @Test
    void budget_cancel() {
        Handoff code = started();
        assertThat(callsOf(() -> handoffs.cancel(code.sessionId()))).isEqualTo(2);
        assertThat(callsOf(() -> handoffs.cancel(code.sessionId())))
                .as("repeated")
                .isEqualTo(1);
    }

    private Binding bound() {
        Binding binding = phone.hello(handoffs, started()).orElseThrow();
        counting.callsSinceLastAsked();
        return binding;
    }

    private static Binding rebuilt(Binding binding) {
        return new Binding(binding.sessionId(), binding.claim(), binding.connection());
    }

    private Handoff started() {
        Handoff code = stage.started();
        counting.callsSinceLastAsked();
        return code;
    }

    private int callsOf(Runnable operation) {
        operation.run();
        return counting.callsSinceLastAsked();
    }
}
