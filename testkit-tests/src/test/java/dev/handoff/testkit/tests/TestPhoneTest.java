package dev.handoff.testkit.tests;

import static dev.handoff.Refusal.APPROVAL_REQUIRED;
import static dev.handoff.Refusal.CONNECTION_REPLACED;
import static dev.handoff.Refusal.HANDOFF_DEVICE_MISMATCH;
import static dev.handoff.Refusal.HANDOFF_TOKEN_CONSUMED;
import static dev.handoff.Refusal.HANDOFF_TOKEN_EXPIRED;
import static dev.handoff.Refusal.PAGE_PROOF_REQUIRED;
import static dev.handoff.Refusal.POSSESSION_REQUIRED;
import static dev.handoff.Refusal.SESSION_EXPIRED;
import static dev.handoff.testkit.ResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffService;
import dev.handoff.OpenedSession;
import dev.handoff.Outcome;
import dev.handoff.PhoneCredentials;
import dev.handoff.Safeguard;
import dev.handoff.SessionState;
import dev.handoff.SessionStatus;
import dev.handoff.spi.TokenStore;
import dev.handoff.store.memory.MemoryTokenStore;
import dev.handoff.testkit.SettableClock;
import dev.handoff.testkit.TestPage;
import dev.handoff.testkit.TestPhone;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The page and the phones can make every call of the library. */
class TestPhoneTest {

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final HandoffKeys keys = HandoffKeys.random();
    private final TokenStore store = new MemoryTokenStore();
    private HandoffService handoffs;
    private TestPage page;
    private TestPhone phone;
    private TestPhone otherPhone;

    TestPhoneTest() {
        policy(HandoffPolicy.defaults());
    }

    @Test
    void firstPhone_saysHelloResumesAndFinishes() {
        phone.scans(openedCode());

        assertThat(phone.saysHello()).isOk();
        assertThat(phone.saysHello()).isRefusedWith(HANDOFF_TOKEN_CONSUMED);
        Binding first = phone.binding();
        assertThat(phone.resumes()).isOk();
        assertThat(handoffs.check(first)).isRefusedWith(CONNECTION_REPLACED);
        assertThat(phone.finishes(Outcome.succeeded())).isOkWith(SessionState.SUCCEEDED);
        assertThat(page.asksForTheStatus())
                .value()
                .extracting(SessionStatus::state)
                .isEqualTo(SessionState.SUCCEEDED);
    }

    @Test
    void otherPhone_withTheSameCode_isRefused() {
        Handoff code = openedCode();
        phone.scans(code).saysHello();
        otherPhone.scans(code);

        assertThat(otherPhone.saysHello()).isRefusedWith(HANDOFF_DEVICE_MISMATCH);
        assertThat(otherPhone.resumes()).isRefusedWith(HANDOFF_DEVICE_MISMATCH);
    }

    @Test
    void refusedHello_ofAConnectedPhone_keepsItsConnection() {
        phone.scans(openedCode()).saysHello();
        Binding connection = phone.binding();
        phone.saysHello();

        assertThat(phone.binding()).isSameAs(connection);
    }

    @Test
    void code_afterItsLifetime_isRefused() {
        Handoff code = openedCode();
        clock.advance(HandoffPolicy.defaults().tokenLifetime());

        assertThat(phone.scans(code).saysHello()).isRefusedWith(HANDOFF_TOKEN_EXPIRED);
        clock.set(clock.instant().minusMillis(1));
        assertThat(phone.saysHello()).isOk();
    }

    @Test
    void session_overByTime_refusesThePageAndThePhone() {
        phone.scans(openedCode()).saysHello();
        clock.advance(Duration.ofHours(1));

        assertThat(phone.finishes(Outcome.succeeded())).isRefusedWith(SESSION_EXPIRED);
        assertThat(page.asksForACode()).isRefusedWith(SESSION_EXPIRED);
    }

    @Test
    void page_thatCancels_endsTheSessionOfThePhone() {
        phone.scans(openedCode()).saysHello();

        assertThat(page.cancels()).isOkWith(SessionState.CANCELLED);
        assertThat(phone.resumes()).isRefusedWith(SESSION_EXPIRED);
    }

    @Test
    void phone_afterARetryableFailure_mintsTheNextCode() {
        phone.scans(openedCode()).saysHello();
        phone.finishes(Outcome.failedRetryably("chip"));

        assertThat(phone.scans(phone.asksForACode().orElseThrow()).saysHello())
                .value()
                .extracting(Binding::connection)
                .isEqualTo(2L);
    }

    @Test
    void bindingPerAttempt_afterARetryableFailure_letsAnotherPhoneTakeTheNextAttempt() {
        policy(HandoffPolicy.defaults().withBindingScope(HandoffPolicy.BindingScope.ATTEMPT));
        phone.scans(openedCode()).saysHello();
        phone.finishes(Outcome.failedRetryably("chip"));

        assertThat(otherPhone.scans(page.asksForACode().orElseThrow()).saysHello())
                .isOk();
    }

    @Test
    void phone_thatConnectsToAnotherNode_isTheSamePhone() {
        phone.scans(openedCode()).saysHello();
        HandoffService otherNode = service(HandoffPolicy.defaults());

        assertThat(phone.connectsTo(otherNode).resumes())
                .value()
                .extracting(Binding::connection)
                .isEqualTo(2L);
    }

    @Test
    void pageProof_ofThePageThatOpened_isPresentedByThatPageOnly() {
        policy(HandoffPolicy.defaults().withSafeguards(Safeguard.PAGE_PROOF));
        OpenedSession opened = page.opens("vs_1").orElseThrow();
        TestPage stranger = new TestPage(handoffs).visits("vs_1");

        assertThat(page.asksForACode()).isOk();
        assertThat(page.opens("vs_1")).isOk();
        assertThat(page.asksForACode())
                .as("a mint after opening again, which returned no proof, so that the page kept its own")
                .isOk();
        assertThat(stranger.asksForACode()).isRefusedWith(PAGE_PROOF_REQUIRED);
        assertThat(stranger.asksForTheStatus()).isRefusedWith(PAGE_PROOF_REQUIRED);
        String proof = opened.pageProof().orElseThrow().reveal();
        assertThat(stranger.visits("vs_1", proof).asksForACode()).isOk();
        assertThat(page.visits("vs_1").asksForACode()).isRefusedWith(PAGE_PROOF_REQUIRED);
    }

    @Test
    void matchCode_picked_letsThePhoneFinish() {
        policy(HandoffPolicy.defaults().withSafeguards(Safeguard.PAGE_PROOF, Safeguard.MATCH_CODE));
        phone.scans(openedCode()).saysHello();

        assertThat(phone.finishes(Outcome.succeeded())).isRefusedWith(APPROVAL_REQUIRED);
        assertThat(page.asksForTheChoices().orElseThrow()).hasSize(3).contains(phone.matchCode());
        assertThat(page.picks(phone.matchCode())).isOkWith(SessionState.IN_PROGRESS);
        assertThat(phone.finishes(Outcome.succeeded())).isOkWith(SessionState.SUCCEEDED);
    }

    @Test
    void matchCode_otherDigitsPicked_cancelsTheSession() {
        policy(HandoffPolicy.defaults().withSafeguards(Safeguard.PAGE_PROOF, Safeguard.MATCH_CODE));
        phone.scans(openedCode()).saysHello();
        String other = page.asksForTheChoices().orElseThrow().stream()
                .filter(choice -> !choice.equals(phone.matchCode()))
                .findFirst()
                .orElseThrow();

        assertThat(page.picks(other)).isOkWith(SessionState.CANCELLED);
        assertThat(phone.finishes(Outcome.succeeded())).isRefusedWith(SESSION_EXPIRED);
    }

    @Test
    void possession_ofAKeyPair_isProvenByThatPhoneOnly() {
        policy(HandoffPolicy.defaults().withSafeguards(Safeguard.POSSESSION));
        Handoff code = openedCode();
        TestPhone signing = TestPhone.withKeyPair(handoffs).scans(code);
        TestPhone thief = new TestPhone(handoffs, signing.deviceId()).scans(code);

        assertThat(thief.saysHello()).isRefusedWith(POSSESSION_REQUIRED);
        assertThat(signing.saysHello()).isOk();
        assertThat(thief.resumes()).isRefusedWith(POSSESSION_REQUIRED);
        assertThat(signing.resumes()).isOk();
        assertThat(TestPhone.withKeyPair(handoffs).scans(code).saysHello()).isRefusedWith(HANDOFF_DEVICE_MISMATCH);
    }

    @Test
    void possession_signatureThatWasUsed_isRefused() {
        policy(HandoffPolicy.defaults().withSafeguards(Safeguard.POSSESSION));
        TestPhone signing = TestPhone.withKeyPair(handoffs).scans(openedCode());
        PhoneCredentials overheard = signing.credentials();

        assertThat(handoffs.consume("vs_1", overheard)).isOk();
        assertThat(handoffs.resume("vs_1", overheard)).isRefusedWith(POSSESSION_REQUIRED);
    }

    @Test
    void possession_inASessionThatIsOver_isRefusedAsExpired() {
        policy(HandoffPolicy.defaults().withSafeguards(Safeguard.POSSESSION));
        TestPhone signing = TestPhone.withKeyPair(handoffs).scans(openedCode());
        page.cancels();

        assertThat(signing.saysHello()).isRefusedWith(SESSION_EXPIRED);
    }

    @Test
    void step_beforeTheStepThatItNeeds_failsWithTheMissingStep() {
        assertThatIllegalStateException()
                .isThrownBy(phone::saysHello)
                .withMessage("This phone has scanned no code yet. Call scans(code) first.");
        assertThatIllegalStateException()
                .isThrownBy(() -> phone.finishes(Outcome.succeeded()))
                .withMessage("This phone has no connection: it has not said hello yet.");
        assertThatIllegalStateException()
                .isThrownBy(page::asksForACode)
                .withMessage("This page shows no session yet. Call opens(id) or visits(id) first.");
    }

    @Test
    void step_afterARefusedHello_failsWithTheRefusal() {
        Handoff code = openedCode();
        phone.scans(code).saysHello();
        otherPhone.scans(code).saysHello();

        assertThatIllegalStateException()
                .isThrownBy(() -> otherPhone.finishes(Outcome.succeeded()))
                .withMessage("This phone has no connection: it was refused with HANDOFF_DEVICE_MISMATCH"
                        + " (Another device is bound to this session.).");
    }

    @Test
    void matchCode_thatThePolicyDoesNotRequire_failsWithAMessage() {
        phone.scans(openedCode()).saysHello();

        assertThatIllegalStateException()
                .isThrownBy(phone::matchCode)
                .withMessage("This phone has no digits to show, because the service's policy does not require a match"
                        + " code.");
    }

    private Handoff openedCode() {
        page.opens("vs_1").orElseThrow();
        return page.asksForACode().orElseThrow();
    }

    private void policy(HandoffPolicy policy) {
        handoffs = service(policy);
        page = new TestPage(handoffs);
        phone = new TestPhone(handoffs);
        otherPhone = new TestPhone(handoffs);
    }

    private HandoffService service(HandoffPolicy policy) {
        return HandoffService.builder()
                .store(store)
                .keys(keys)
                .clock(clock)
                .policy(policy)
                .build();
    }
}
