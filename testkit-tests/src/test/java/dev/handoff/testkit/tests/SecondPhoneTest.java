package dev.handoff.testkit.tests;

import static dev.handoff.Refusal.HANDOFF_DEVICE_MISMATCH;
import static dev.handoff.testkit.ResultAssert.assertThat;

import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.store.memory.MemoryTokenStore;
import dev.handoff.testkit.SettableClock;
import dev.handoff.testkit.TestPage;
import dev.handoff.testkit.TestPhone;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SecondPhoneTest {

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final HandoffService handoffs = HandoffService.builder()
            .store(new MemoryTokenStore())
            .keys(HandoffKeys.random())
            .clock(clock)
            .build();

    private final TestPage page = new TestPage(handoffs);
    private final TestPhone phone = new TestPhone(handoffs);
    private final TestPhone otherPhone = new TestPhone(handoffs);

    @Test
    void secondPhone_isRefused() {
        page.opens("vs_1");
        Handoff code = page.asksForACode().orElseThrow();

        assertThat(phone.scans(code).saysHello()).isOk();
        assertThat(otherPhone.scans(code).saysHello()).isRefusedWith(HANDOFF_DEVICE_MISMATCH);
    }
}
