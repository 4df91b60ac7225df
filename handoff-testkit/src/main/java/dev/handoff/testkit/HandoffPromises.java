package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Binding;
import dev.handoff.DeviceBinding;
import dev.handoff.Handoff;
import dev.handoff.HandoffPolicy;
import dev.handoff.Outcome;
import dev.handoff.PhoneCredentials;
import dev.handoff.Refusal;
import dev.handoff.Reissue;
import dev.handoff.Result;
import dev.handoff.SessionState;
import dev.handoff.spi.TokenStoreException;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the library promises whatever happens, played on the store under test, with rivals staged at the worst moment.
 */
abstract class HandoffPromises extends StoreConditions {

    private StagedStore store;
    private Stage stage;
    private final FakePhone phone = new FakePhone();
    private final FakePhone rival = new FakePhone();

    @BeforeEach
    final void setStage() {
        store = new StagedStore(createStore());
        stage = new Stage(store);
    }

    @Test
    void oneSessionOnePhone_secondDevice_isRefused() {
        Handoff code = stage.started();

        assertThat(phone.hello(stage.handoffs, code).isOk()).isTrue();
        assertThat(rival.hello(stage.handoffs, code)).isEqualTo(refused(Refusal.HANDOFF_DEVICE_MISMATCH));
        assertThat(rival.resume(stage.handoffs, code)).isEqualTo(refused(Refusal.HANDOFF_DEVICE_MISMATCH));
        assertThat(phone.hello(stage.handoffs, code)).isEqualTo(refused(Refusal.HANDOFF_TOKEN_CONSUMED));
    }

    @Test
    void oneSessionOnePhone_rivalActsBetweenDecisionAndWrite_winsAndTheOtherHearsTheTruth() {
        Handoff code = stage.started();
        store.beforeNextWrite(() -> rival.hello(stage.handoffs, code).orElseThrow());

        assertThat(phone.hello(stage.handoffs, code)).isEqualTo(refused(Refusal.HANDOFF_DEVICE_MISMATCH));
        assertThat(rival.resume(stage.handoffs, code).isOk()).isTrue();
    }

    @Test
    void oneSessionOnePhone_rivalWithANewerCodeActsInBetween_winsAndTheOtherHearsTheTruth() {
        Handoff older = stage.started();
        Handoff newer = stage.nextAfterWindow(older.sessionId());
        store.beforeNextWrite(() -> rival.hello(stage.handoffs, newer).orElseThrow());

        assertThat(phone.hello(stage.handoffs, older)).isEqualTo(refused(Refusal.HANDOFF_DEVICE_MISMATCH));
    }

    @Test
    void oneSessionOnePhone_cancelledInBetween_bindsNobody() {
        Handoff code = stage.started();
        store.beforeNextWrite(() -> stage.handoffs.cancel(code.sessionId()).orElseThrow());

        assertThat(phone.hello(stage.handoffs, code)).isEqualTo(refused(Refusal.SESSION_EXPIRED));
    }

    @Test
    void oneSessionOnePhone_afterRetryableFailure_theDeviceStaysBound() {
        Handoff code = stage.started();
        stage.failRetryably(phone.hello(stage.handoffs, code).orElseThrow());
        Handoff next = stage.handoffs.mint(code.sessionId()).orElseThrow();

        assertThat(stage.handoffs.status(code.sessionId()).orElseThrow().sameDeviceOnly())
                .isTrue();
        assertThat(rival.hello(stage.handoffs, next)).isEqualTo(refused(Refusal.HANDOFF_DEVICE_MISMATCH));
        assertThat(phone.hello(stage.handoffs, next).orElseThrow().connection()).isEqualTo(2);
    }

    @Test
    void oneSessionOnePhone_bindingPerAttempt_letsAnotherPhoneTakeTheNextOne() {
        stage = new Stage(store, HandoffPolicy.defaults().withBinding(DeviceBinding.ATTEMPT));
        Handoff code = stage.started();
        stage.failRetryably(phone.hello(stage.handoffs, code).orElseThrow());
        Handoff next = stage.handoffs.mint(code.sessionId()).orElseThrow();

        assertThat(stage.handoffs.status(code.sessionId()).orElseThrow().sameDeviceOnly())
                .isFalse();
        assertThat(rival.hello(stage.handoffs, code))
                .as("a spent attempt")
                .isEqualTo(refused(Refusal.HANDOFF_DEVICE_MISMATCH));
        assertThat(rival.hello(stage.handoffs, next).isOk()).isTrue();
        assertThat(phone.hello(stage.handoffs, next)).isEqualTo(refused(Refusal.HANDOFF_DEVICE_MISMATCH));
    }

    @Test
    void aCodeStillOnAScreen_afterANewerOneWasMinted_works() {
        Handoff older = stage.started();
        stage.nextAfterWindow(older.sessionId());

        assertThat(phone.hello(stage.handoffs, older).isOk()).isTrue();
    }

    @Test
    void aCodeStillOnAScreen_underSupersede_isRefusedAtOnce() {
        stage = new Stage(store, HandoffPolicy.defaults().withReissue(Reissue.SUPERSEDE));
        Handoff older = stage.started();
        Handoff newer = stage.nextAfterWindow(older.sessionId());

        assertThat(phone.hello(stage.handoffs, older)).isEqualTo(refused(Refusal.HANDOFF_TOKEN_EXPIRED));
        assertThat(phone.hello(stage.handoffs, newer).isOk()).isTrue();
    }

    @Test
    void aCodeStillOnAScreen_supersededBetweenDecisionAndWrite_isRefused() {
        stage = new Stage(store, HandoffPolicy.defaults().withReissue(Reissue.SUPERSEDE));
        Handoff older = stage.started();
        store.beforeNextWrite(() -> stage.nextAfterWindow(older.sessionId()));

        assertThat(phone.hello(stage.handoffs, older)).isEqualTo(refused(Refusal.HANDOFF_TOKEN_EXPIRED));
    }

    @Test
    void minting_rivalMintsInBetween_bothGetOnePayload() {
        String session = stage.started().sessionId();
        stage.clock.advance(Duration.ofMinutes(2));
        String[] rivals = new String[1];
        store.beforeNextWrite(() ->
                rivals[0] = stage.handoffs.mint(session).orElseThrow().token().reveal());

        assertThat(stage.handoffs.mint(session).orElseThrow().token().reveal()).isEqualTo(rivals[0]);
    }

    @Test
    void anEarlierLife_purgedAndOpenedAgain_givesNoCodeAnyPower() {
        Handoff formerLife = stage.started();
        String session = formerLife.sessionId();
        Binding formerBinding = phone.hello(stage.handoffs, formerLife).orElseThrow();
        stage.clock.advance(Duration.ofDays(30));
        // more than once: what other tests left may fill a batch
        int purged;
        do {
            purged = stage.handoffs.purge(1_000);
        } while (purged > 0);
        stage.clock.set(Stage.NOON);
        assertThat(phone.hello(stage.handoffs, formerLife)).isEqualTo(refused(Refusal.SESSION_NOT_FOUND));
        stage.handoffs.start(session).orElseThrow();

        assertThat(phone.hello(stage.handoffs, formerLife)).isEqualTo(refused(Refusal.HANDOFF_TOKEN_INVALID));
        assertThat(stage.handoffs.finish(formerBinding, Outcome.succeeded()))
                .isEqualTo(refused(Refusal.SESSION_NOT_FOUND));
    }

    @Test
    void aLostAnswer_toHello_letsThePhoneResumeAndFinish() {
        Handoff code = stage.started();
        assertLost(() -> phone.hello(stage.handoffs, code));

        assertThat(phone.hello(stage.handoffs, code)).isEqualTo(refused(Refusal.HANDOFF_TOKEN_CONSUMED));
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
    void aRefusedCall_changesNothing() {
        Handoff code = stage.started();
        Binding binding = phone.hello(stage.handoffs, code).orElseThrow();
        String versionBefore =
                stage.handoffs.status(code.sessionId()).orElseThrow().version();
        Handoff forged = stage.started();

        assertThat(rival.hello(stage.handoffs, code).isOk()).isFalse();
        assertThat(rival.resume(stage.handoffs, code).isOk()).isFalse();
        assertThat(stage.handoffs.mint(code.sessionId()).isOk()).isFalse();
        assertThat(stage.handoffs
                        .consume(code.sessionId(), rival.credentials(forged))
                        .isOk())
                .isFalse();
        assertThat(stage.handoffs
                        .consume(code.sessionId(), new PhoneCredentials(null, null, null))
                        .isOk())
                .isFalse();

        assertThat(stage.handoffs.check(binding).orElseThrow().version()).isEqualTo(versionBefore);
        assertThat(stage.handoffs.finish(binding, Outcome.succeeded())).isEqualTo(Result.ok(SessionState.SUCCEEDED));
    }

    private void assertLost(Supplier<?> call) {
        store.loseNextAnswer();
        assertThatThrownBy(call::get)
                .isInstanceOfSatisfying(
                        TokenStoreException.class,
                        lost -> assertThat(lost.effect()).isEqualTo(TokenStoreException.Effect.UNKNOWN));
    }

    private static <T> Result<T> refused(Refusal reason) {
        return Result.refused(reason);
    }
}
