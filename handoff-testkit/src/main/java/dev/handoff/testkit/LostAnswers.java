package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.SessionState;
import dev.handoff.spi.Outcome;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A reply that got lost locks nobody out, and a write that failed left nothing behind. */
abstract class LostAnswers extends HandoffPromises {

    private StagedStore staged;
    private Stage stage;
    private final FakePhone phone = new FakePhone();

    @BeforeEach
    final void setLossyStage() {
        staged = new StagedStore(store);
        stage = new Stage(staged);
    }

    @Test
    void aLostAnswer_toHello_letsThePhoneResumeAndFinish() {
        Handoff code = stage.started();
        assertLost(() -> phone.hello(stage.handoffs, code));

        assertThat(phone.hello(stage.handoffs, code)).isEqualTo(Result.refused(Refusal.HANDOFF_TOKEN_CONSUMED));
        Binding resumed = phone.resume(stage.handoffs, code).orElseThrow();
        assertThat(stage.handoffs.finish(resumed, Outcome.succeeded())).isEqualTo(Result.ok(SessionState.SUCCEEDED));
    }

    @Test
    void aLostAnswer_toResume_letsThePhoneResumeAgain() {
        Handoff code = stage.started();
        phone.hello(stage.handoffs, code).orElseThrow();
        assertLost(() -> phone.resume(stage.handoffs, code));

        assertThat(phone.resume(stage.handoffs, code).orElseThrow().connection())
                .isEqualTo(3);
    }

    @Test
    void aLostAnswer_toFinish_isGivenAgain() {
        Handoff code = stage.started();
        Binding binding = phone.hello(stage.handoffs, code).orElseThrow();
        Outcome outcome = Outcome.failedRetryably("try.again");
        assertLost(() -> stage.handoffs.finish(binding, outcome));

        assertThat(stage.handoffs.finish(binding, outcome)).isEqualTo(Result.ok(SessionState.CREATED));
        stage.clock.advance(Duration.ofHours(2));
        assertThat(stage.handoffs.finish(binding, outcome))
                .as("also after the session's end")
                .isEqualTo(Result.ok(SessionState.CREATED));
    }

    @Test
    void aLostAnswer_toStart_givesTheSamePayloadAgain() {
        String session = Stage.newSession();
        assertLost(() -> stage.handoffs.start(session));

        Handoff code = stage.handoffs.start(session).orElseThrow();
        assertThat(code.attempt()).isOne();
        assertThat(phone.hello(stage.handoffs, code).isOk()).isTrue();
    }

    @Test
    void aLostAnswer_toMint_givesTheSamePayloadAgain() {
        String session = stage.started().sessionId();
        stage.clock.advance(Duration.ofMinutes(2));
        assertLost(() -> stage.handoffs.mint(session));

        Handoff code = stage.handoffs.mint(session).orElseThrow();
        assertThat(code.attempt()).as("the attempt whose answer got lost").isEqualTo(2);
        assertThat(phone.hello(stage.handoffs, code).isOk()).isTrue();
    }

    @Test
    void aLostAnswer_toCancel_isGivenAgain() {
        String session = stage.started().sessionId();
        assertLost(() -> stage.handoffs.cancel(session));

        assertThat(stage.handoffs.cancel(session)).isEqualTo(Result.ok(SessionState.CANCELLED));
    }

    @Test
    void aFailedWrite_ofAnyOperation_changesNothingAndMayBeMadeAgain() {
        String session = Stage.newSession();
        assertFailed(() -> stage.handoffs.start(session));
        Handoff first = stage.handoffs.start(session).orElseThrow();
        assertThat(first.attempt()).as("nothing had been started").isOne();

        stage.clock.advance(Duration.ofMinutes(2));
        assertFailed(() -> stage.handoffs.mint(session));
        Handoff second = stage.handoffs.mint(session).orElseThrow();
        assertThat(second.attempt()).as("nothing had been minted").isEqualTo(2);

        assertFailed(() -> phone.hello(stage.handoffs, second));
        assertThat(phone.hello(stage.handoffs, second).orElseThrow().connection())
                .as("nothing had been consumed")
                .isOne();

        assertFailed(() -> phone.resume(stage.handoffs, second));
        Binding binding = phone.resume(stage.handoffs, second).orElseThrow();
        assertThat(binding.connection()).as("nothing had been resumed").isEqualTo(2);

        assertFailed(() -> stage.handoffs.finish(binding, Outcome.failedRetryably("try.again")));
        assertThat(stage.handoffs.check(binding).isOk())
                .as("nothing had been finished")
                .isTrue();
        stage.failRetryably(binding);

        assertFailed(() -> stage.handoffs.cancel(session));
        assertThat(stage.handoffs.status(session).orElseThrow().state())
                .as("nothing had been cancelled")
                .isEqualTo(SessionState.CREATED);
        assertThat(stage.handoffs.cancel(session)).isEqualTo(Result.ok(SessionState.CANCELLED));
    }

    private void assertLost(Supplier<?> call) {
        staged.loseNextAnswer();
        assertTrouble(call, Effect.UNKNOWN);
    }

    private void assertFailed(Supplier<?> call) {
        staged.failNextWrite();
        assertTrouble(call, Effect.NONE);
    }

    private static void assertTrouble(Supplier<?> call, Effect effect) {
        assertThatThrownBy(call::get)
                .as("trouble with a write comes through to the caller, with what is known of its effect")
                .isInstanceOfSatisfying(
                        TokenStoreException.class,
                        trouble -> assertThat(trouble.effect()).isEqualTo(effect));
    }
}
