package dev.handoff.testkit.tests;

import static dev.handoff.Refusal.HANDOFF_DEVICE_MISMATCH;
import static dev.handoff.Refusal.HANDOFF_TOKEN_CONSUMED;
import static dev.handoff.testkit.ResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.SessionState;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import dev.handoff.store.memory.MemoryTokenStore;
import dev.handoff.testkit.StagedStore;
import dev.handoff.testkit.TestPage;
import dev.handoff.testkit.TestPhone;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each staged trouble happens once, at the next call of its kind. */
class StagedStoreTest {

    private final StagedStore store = new StagedStore(new MemoryTokenStore());
    private final HandoffService handoffs =
            HandoffService.builder().store(store).keys(HandoffKeys.random()).build();
    private final TestPage page = new TestPage(handoffs);
    private final TestPhone phone = new TestPhone(handoffs);

    @BeforeEach
    void scan() {
        page.opens("vs_1").orElseThrow();
        phone.scans(page.asksForACode().orElseThrow());
    }

    @Test
    void goDown_untilComeBack_failsEveryCall() {
        store.goDown();
        assertTrouble(Effect.NONE, "staged: the store is down", phone::saysHello);
        assertTrouble(Effect.NONE, "staged: the store is down", page::asksForTheStatus);
        assertTrouble(Effect.NONE, "staged: the store is down", () -> page.opens("vs_2"));
        assertTrouble(Effect.NONE, "staged: the store is down", () -> handoffs.purge(1));

        store.comeBack();
        assertThat(phone.saysHello()).isOk();
        assertThat(handoffs.purge(1)).isZero();
    }

    @Test
    void failNextRead_once_failsOneRead() {
        store.failNextRead();

        assertTrouble(Effect.NONE, "staged: the read failed", page::asksForTheStatus);
        assertThat(page.asksForTheStatus()).isOk();
    }

    @Test
    void failNextRead_beforeTheFirstHello_doesNotAffectIt() {
        store.failNextRead();

        assertThat(phone.saysHello()).as("the first hello, which reads nothing").isOk();
        assertTrouble(Effect.NONE, "staged: the read failed", phone::resumes);
        assertThat(phone.resumes()).isOk();
    }

    @Test
    void failNextWrite_ofAHello_writesNothing() {
        store.failNextWrite();

        assertTrouble(Effect.NONE, "staged: nothing was written", phone::saysHello);
        assertThat(phone.saysHello()).isOk();
    }

    @Test
    void loseNextAnswer_ofAHello_isRecoveredByReadingTheRecord() {
        store.loseNextAnswer();

        assertThat(phone.saysHello()).isOk();
        assertThat(phone.finishes(Outcome.succeeded())).isOkWith(SessionState.SUCCEEDED);
    }

    @Test
    void goDownWithNextAnswer_ofAHello_bindsThePhoneThatReceivesAnException() {
        store.goDownWithNextAnswer();

        assertTrouble(Effect.UNKNOWN, "staged: the answer got lost", phone::saysHello);
        assertTrouble(Effect.NONE, "staged: the store is down", phone::resumes);
        store.comeBack();
        assertThat(phone.saysHello()).isRefusedWith(HANDOFF_TOKEN_CONSUMED);
        assertThat(phone.resumes()).isOk();
        assertThat(phone.finishes(Outcome.succeeded())).isOkWith(SessionState.SUCCEEDED);
    }

    @Test
    void beforeNextWrite_ofAHello_letsARivalBeBound() {
        Handoff code = page.asksForACode().orElseThrow();
        TestPhone rival = new TestPhone(handoffs).scans(code);
        store.beforeNextWrite(() -> assertThat(rival.saysHello()).isOk());

        assertThat(phone.saysHello()).isRefusedWith(HANDOFF_DEVICE_MISMATCH);
        assertThat(rival.finishes(Outcome.succeeded())).isOk();
    }

    private static void assertTrouble(Effect effect, String message, ThrowingCallable call) {
        assertThatExceptionOfType(TokenStoreException.class)
                .isThrownBy(call)
                .withMessage(message)
                .satisfies(trouble -> {
                    assertThat(trouble.effect()).isEqualTo(effect);
                    assertThat(trouble.isRetryable()).isTrue();
                });
    }
}
