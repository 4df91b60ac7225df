package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.PhoneCredentials;
import dev.handoff.Refusal;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many store calls each operation makes, on the store under test. */
abstract class StoreCallBudgets extends HandoffRaces {

    private CountingStore counting;
    private Stage stage;
    private HandoffService handoffs;
    private final FakePhone phone = new FakePhone();

    @BeforeEach
    final void startCounting() {
        counting = new CountingStore(store);
        stage = new Stage(counting);
        handoffs = stage.handoffs;
    }

    @Test
    void budget_openAndStart() {
        String session = Stage.newSession();
        assertThat(callsOf(() -> handoffs.open(session))).as("open").isEqualTo(1);
        assertThat(callsOf(() -> handoffs.open(session))).as("open again").isEqualTo(2);

        String other = Stage.newSession();
        assertThat(callsOf(() -> handoffs.start(other)))
                .as("start, new session")
                .isEqualTo(1);
        assertThat(callsOf(() -> handoffs.start(other)))
                .as("start, known session, same window")
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
        assertThat(callsOf(() -> new FakePhone().hello(handoffs, code)))
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
    void budget_resumeFinishCancelCheckAndStatus() {
        Handoff code = started();
        Binding first = phone.hello(handoffs, code).orElseThrow();
        counting.callsSinceLastAsked();

        assertThat(callsOf(() -> phone.resume(handoffs, code))).as("resume").isEqualTo(2);
        assertThat(callsOf(() -> new FakePhone().resume(handoffs, code)))
                .as("resume, refused")
                .isEqualTo(1);
        Binding latest = new Binding(first.sessionId(), first.generation(), first.attempt(), 2);
        assertThat(callsOf(() -> handoffs.check(latest))).as("check").isEqualTo(1);
        assertThat(callsOf(() -> handoffs.status(code.sessionId())))
                .as("status")
                .isEqualTo(1);
        assertThat(callsOf(() -> handoffs.finish(first, Outcome.succeeded())))
                .as("finish, refused")
                .isEqualTo(1);
        assertThat(callsOf(() -> handoffs.finish(latest, Outcome.failedRetryably("x"))))
                .as("finish")
                .isEqualTo(2);
        assertThat(callsOf(() -> handoffs.finish(latest, Outcome.failedRetryably("x"))))
                .as("finish, repeated")
                .isEqualTo(1);
        assertThat(callsOf(() -> handoffs.cancel(code.sessionId())))
                .as("cancel")
                .isEqualTo(2);
        assertThat(callsOf(() -> handoffs.cancel(code.sessionId())))
                .as("cancel, repeated")
                .isEqualTo(1);
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
