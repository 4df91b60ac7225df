package dev.handoff.testkit.tests;

import static dev.handoff.Refusal.APPROVAL_REQUIRED;
import static dev.handoff.Refusal.PAGE_PROOF_REQUIRED;
import static dev.handoff.Refusal.POSSESSION_REQUIRED;
import static dev.handoff.testkit.ResultAssert.assertThat;

import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.Safeguard;
import dev.handoff.SessionState;
import dev.handoff.store.memory.MemoryTokenStore;
import dev.handoff.testkit.TestPage;
import dev.handoff.testkit.TestPhone;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The safeguards that a policy can require. */
class SafeguardsTest {

    private final HandoffService handoffs = HandoffService.builder()
            .store(new MemoryTokenStore())
            .keys(HandoffKeys.random())
            .policy(HandoffPolicy.defaults()
                    .withSafeguards(Safeguard.PAGE_PROOF, Safeguard.MATCH_CODE, Safeguard.POSSESSION))
            .build();

    private final TestPage page = new TestPage(handoffs);
    private Handoff code;

    @BeforeEach
    void scan() {
        page.opens("vs_1");
        code = page.asksForACode().orElseThrow();
    }

    @Test
    void stranger_whoKnowsTheSessionIdAlone_isRefused() {
        TestPage stranger = new TestPage(handoffs).visits("vs_1");
        assertThat(stranger.asksForACode()).isRefusedWith(PAGE_PROOF_REQUIRED);
    }

    @Test
    void thief_whoKnowsTheDeviceIdAlone_isRefused() {
        TestPhone phone = TestPhone.withKeyPair(handoffs); // signs each challenge
        TestPhone thief = new TestPhone(handoffs, phone.deviceId());

        assertThat(thief.scans(code).saysHello()).isRefusedWith(POSSESSION_REQUIRED);
        assertThat(phone.scans(code).saysHello()).isOk();
    }

    @Test
    void phone_whoseDigitsArePicked_canFinish() {
        TestPhone phone = TestPhone.withKeyPair(handoffs).scans(code);
        phone.saysHello();
        assertThat(phone.finishes(Outcome.succeeded())).isRefusedWith(APPROVAL_REQUIRED);

        page.picks(phone.matchCode());
        assertThat(phone.finishes(Outcome.succeeded())).isOkWith(SessionState.SUCCEEDED);
    }
}
