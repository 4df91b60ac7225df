package dev.handoff.testkit.tests;

import static dev.handoff.Refusal.HANDOFF_DEVICE_MISMATCH;
import static dev.handoff.Refusal.HANDOFF_TOKEN_CONSUMED;
import static dev.handoff.Refusal.HANDOFF_TOKEN_EXPIRED;
import static dev.handoff.testkit.ResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.SessionState;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.store.memory.MemoryTokenStore;
import dev.handoff.testkit.SettableClock;
import dev.handoff.testkit.StagedStore;
import dev.handoff.testkit.TestPage;
import dev.handoff.testkit.TestPhone;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The examples of {@code docs/testing.md} with time and with a store in trouble. */
class TroubleTest {

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final StagedStore store = new StagedStore(new MemoryTokenStore());
    private final HandoffService handoffs = HandoffService.builder()
            .store(store)
            .keys(HandoffKeys.random())
            .clock(clock)
            .build();

    private final TestPage page = new TestPage(handoffs);
    private final TestPhone phone = new TestPhone(handoffs);
    private final TestPhone otherPhone = new TestPhone(handoffs);
    private Handoff code;

    @BeforeEach
    void scan() {
        page.opens("vs_1");
        code = page.asksForACode().orElseThrow();
        phone.scans(code);
    }

    @Test
    void code_afterFiveMinutes_isRefused() {
        clock.advance(Duration.ofMinutes(5));
        assertThat(phone.saysHello()).isRefusedWith(HANDOFF_TOKEN_EXPIRED);
    }

    @Test
    void lostAnswer_toHello_letsThePhoneResumeAndFinish() {
        store.goDownWithNextAnswer();
        assertThatThrownBy(phone::saysHello).isInstanceOf(TokenStoreException.class);
        store.comeBack();

        assertThat(phone.saysHello()).isRefusedWith(HANDOFF_TOKEN_CONSUMED);
        assertThat(phone.resumes()).isOk();
        assertThat(phone.finishes(Outcome.succeeded())).isOkWith(SessionState.SUCCEEDED);
    }

    @Test
    void rival_thatActsBeforeTheWrite_isBound() {
        store.beforeNextWrite(() -> otherPhone.scans(code).saysHello());

        assertThat(phone.saysHello()).isRefusedWith(HANDOFF_DEVICE_MISMATCH);
        assertThat(otherPhone.finishes(Outcome.succeeded())).isOkWith(SessionState.SUCCEEDED);
    }

    @Test
    void hello_whileTheStoreIsDown_bindsNobody() {
        store.goDown();
        assertThatThrownBy(phone::saysHello).isInstanceOf(TokenStoreException.class);
        store.comeBack();

        assertThat(otherPhone.scans(code).saysHello()).isOk();
    }
}
