package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Binding;
import dev.handoff.BindingScope;
import dev.handoff.Handoff;
import dev.handoff.HandoffPolicy;
import dev.handoff.PhoneCredentials;
import dev.handoff.Refusal;
import dev.handoff.Reissue;
import dev.handoff.Result;
import dev.handoff.SessionState;
import dev.handoff.spi.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/**
 * What the library promises whatever happens, played on the store under test, with rivals staged at the worst moment.
 */
abstract class HandoffPromises extends StoreRivals {

    private StagedStore staged;
    private Stage stage;
    private final FakePhone phone = new FakePhone();
    private final FakePhone rival = new FakePhone();

    @BeforeEach
    final void setStage() {
        staged = new StagedStore(store);
        stage = new Stage(staged);
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
        staged.beforeNextWrite(() -> rival.hello(stage.handoffs, code).orElseThrow());

        assertThat(phone.hello(stage.handoffs, code)).isEqualTo(refused(Refusal.HANDOFF_DEVICE_MISMATCH));
        assertThat(rival.resume(stage.handoffs, code).isOk()).isTrue();
    }

    @Test
    void oneSessionOnePhone_rivalOnAnotherNode_winsAndTheOtherHearsTheTruth() {
        Stage otherNode = new Stage(storeOfAnotherProcess());
        Handoff code = stage.started();
        otherNode.handoffs.status(code.sessionId()).orElseThrow();

        assertThat(phone.hello(stage.handoffs, code).isOk())
                .as("the first phone, on one node")
                .isTrue();
        assertThat(rival.hello(otherNode.handoffs, code))
                .as("the second phone, on a node that looked at the session before")
                .isEqualTo(refused(Refusal.HANDOFF_DEVICE_MISMATCH));
        assertThat(phone.resume(otherNode.handoffs, code).isOk())
                .as("the first phone comes back on the other node")
                .isTrue();
    }

    @Test
    void oneSessionOnePhone_rivalWithANewerCodeActsInBetween_winsAndTheOtherHearsTheTruth() {
        Handoff older = stage.started();
        Handoff newer = stage.nextAfterWindow(older.sessionId());
        staged.beforeNextWrite(() -> rival.hello(stage.handoffs, newer).orElseThrow());

        assertThat(phone.hello(stage.handoffs, older)).isEqualTo(refused(Refusal.HANDOFF_DEVICE_MISMATCH));
    }

    @Test
    void oneSessionOnePhone_cancelledInBetween_bindsNobody() {
        Handoff code = stage.started();
        staged.beforeNextWrite(() -> stage.handoffs.cancel(code.sessionId()).orElseThrow());

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
        stage = new Stage(staged, HandoffPolicy.defaults().withBindingScope(BindingScope.ATTEMPT));
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
        stage = new Stage(staged, HandoffPolicy.defaults().withReissue(Reissue.SUPERSEDE));
        Handoff older = stage.started();
        Handoff newer = stage.nextAfterWindow(older.sessionId());

        assertThat(phone.hello(stage.handoffs, older)).isEqualTo(refused(Refusal.HANDOFF_TOKEN_EXPIRED));
        assertThat(phone.hello(stage.handoffs, newer).isOk()).isTrue();
    }

    @Test
    void aCodeStillOnAScreen_supersededBetweenDecisionAndWrite_isRefused() {
        stage = new Stage(staged, HandoffPolicy.defaults().withReissue(Reissue.SUPERSEDE));
        Handoff older = stage.started();
        staged.beforeNextWrite(() -> stage.nextAfterWindow(older.sessionId()));

        assertThat(phone.hello(stage.handoffs, older)).isEqualTo(refused(Refusal.HANDOFF_TOKEN_EXPIRED));
    }

    @Test
    void minting_rivalMintsInBetween_bothGetOnePayload() {
        String session = stage.started().sessionId();
        stage.clock.advance(Duration.ofMinutes(2));
        String[] rivals = new String[1];
        staged.beforeNextWrite(() ->
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
        purgeAll(() -> stage.handoffs.purge(1_000));
        stage.clock.set(Stage.NOON);
        assertThat(phone.hello(stage.handoffs, formerLife)).isEqualTo(refused(Refusal.SESSION_NOT_FOUND));
        stage.handoffs.start(session).orElseThrow();

        assertThat(phone.hello(stage.handoffs, formerLife)).isEqualTo(refused(Refusal.HANDOFF_TOKEN_INVALID));
        assertThat(stage.handoffs.finish(formerBinding, Outcome.succeeded()))
                .isEqualTo(refused(Refusal.SESSION_NOT_FOUND));
    }

    @Test
    @ResourceLock(Resources.TIME_ZONE)
    void aTimeZoneChange_inTheMiddleOfAHandoff_changesNothing() {
        Handoff[] code = new Handoff[1];
        inZone("Asia/Tokyo", () -> code[0] = stage.started());
        inZone("America/New_York", () -> {
            stage.clock.advance(Duration.ofSeconds(59));
            Handoff again = stage.handoffs.mint(code[0].sessionId()).orElseThrow();
            assertThat(again.token().reveal())
                    .as("minting again inside the window gives the same code, wherever it was minted first")
                    .isEqualTo(code[0].token().reveal());
            assertThat(phone.hello(stage.handoffs, code[0]).isOk()).isTrue();
        });
        inZone("Pacific/Apia", () -> {
            Binding binding = phone.resume(stage.handoffs, code[0]).orElseThrow();
            assertThat(stage.handoffs.finish(binding, Outcome.succeeded()).isOk())
                    .isTrue();
        });
        inZone(
                "Europe/Berlin",
                () -> assertThat(stage.handoffs
                                .status(code[0].sessionId())
                                .orElseThrow()
                                .completedAt())
                        .as("the instant of completion, read in another zone")
                        .contains(stage.clock.instant()));
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

    private static <T> Result<T> refused(Refusal reason) {
        return Result.refused(reason);
    }
}
