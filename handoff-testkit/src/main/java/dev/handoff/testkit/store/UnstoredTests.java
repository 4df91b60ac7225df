package dev.handoff.testkit.store;

import static dev.handoff.testkit.ResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.SessionState;
import dev.handoff.SessionStatus;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import dev.handoff.testkit.SettableClock;
import dev.handoff.testkit.StagedStore;
import dev.handoff.testkit.TestPage;
import dev.handoff.testkit.TestPhone;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The promises for unstored sessions, on two nodes whose clocks are 90 seconds apart. The insertion of the record
 * decides which phone is bound.
 */
abstract class UnstoredTests extends StoreTests {

    private static final Duration APART = Duration.ofSeconds(90);

    private StagedStore staged;
    private TestService service;
    private HandoffService ahead;
    private TestPage page;
    private TestPhone phone;
    private TestPhone rival;

    @BeforeEach
    final void startNodes() {
        staged = new StagedStore(store);
        service = new TestService(staged, TestService.UNSTORED);
        ahead = new TestService(anotherStore(), TestService.UNSTORED, new SettableClock(TestService.NOON.plus(APART)))
                .handoffs;
        page = new TestPage(service.handoffs);
        phone = new TestPhone(service.handoffs);
        rival = new TestPhone(ahead);
    }

    @Test
    void unstored_beforeAPhoneComes_storesNothing() {
        String session = opened();
        page.asksForACode().orElseThrow();

        assertThat(store.find(service.handoffs.sessionKey(session))).isEmpty();
        assertThat(page.asksForTheStatus().orElseThrow().state()).isEqualTo(SessionState.CREATED);
        assertThat(ahead.backendStatus(session)).isRefusedWith(Refusal.SESSION_NOT_FOUND);
    }

    @Test
    void unstored_secondDeviceWithTheNextAttemptOfANodeAhead_isRefused() {
        opened();
        Handoff code = page.asksForACode().orElseThrow();
        Handoff next = codeOfTheNodeAhead();
        assertThat(next.attempt()).isGreaterThan(code.attempt());
        assertThat(phone.scans(code).saysHello()).isOk();

        assertThat(rival.scans(next).saysHello()).isRefusedWith(Refusal.HANDOFF_DEVICE_MISMATCH);
        assertThat(phone.connectsTo(ahead).resumes())
                .as("the resume of the bound phone on the other node")
                .isOk();
        assertThat(phone.scans(next).saysHello()).isRefusedWith(Refusal.HANDOFF_TOKEN_CONSUMED);
        assertThat(phone.finishes(Outcome.succeeded())).isOkWith(SessionState.SUCCEEDED);
    }

    @Test
    void unstored_rivalActsBetweenDecisionAndWrite_rivalIsBoundAndThePhoneRefused() {
        opened();
        Handoff code = page.asksForACode().orElseThrow();
        staged.beforeNextWrite(
                () -> rival.scans(codeOfTheNodeAhead()).saysHello().orElseThrow());

        assertThat(phone.scans(code).saysHello()).isRefusedWith(Refusal.HANDOFF_DEVICE_MISMATCH);
        assertThat(rival.resumes()).isOk();
    }

    @Test
    void unstored_cancelledBetweenDecisionAndWrite_bindsNobody() {
        String session = opened();
        Handoff code = page.asksForACode().orElseThrow();
        staged.beforeNextWrite(() -> ahead.cancel(session).orElseThrow());
        assertThat(phone.scans(code).saysHello())
                .as("the hello after a cancel by the backend")
                .isRefusedWith(Refusal.SESSION_EXPIRED);

        opened();
        Handoff another = page.asksForACode().orElseThrow();
        staged.beforeNextWrite(() -> page.cancels().orElseThrow());
        assertThat(phone.scans(another).saysHello())
                .as("the hello after a cancel by the page")
                .isRefusedWith(Refusal.SESSION_EXPIRED);
    }

    @Test
    void unstored_afterARetryableFailure_refusesEarlierCodesAndKeepsTheDeviceBound() {
        opened();
        Handoff code = page.asksForACode().orElseThrow();
        Handoff early = codeOfTheNodeAhead();
        service.failRetryably(phone.scans(code).saysHello().orElseThrow());

        assertThat(phone.scans(early).saysHello()).isRefusedWith(Refusal.HANDOFF_TOKEN_CONSUMED);
        assertThat(rival.scans(early).saysHello()).isRefusedWith(Refusal.HANDOFF_DEVICE_MISMATCH);
        assertThat(phone.scans(page.asksForACode().orElseThrow()).saysHello()).isOk();
    }

    @Test
    void unstored_lostAnswerToHello_locksNobodyOut() {
        opened();
        Handoff code = page.asksForACode().orElseThrow();
        staged.loseNextAnswer();
        assertThat(phone.scans(code).saysHello())
                .as("a hello whose answer the store lost (the library reads the record to find out whether its"
                        + " write succeeded)")
                .isOk();

        opened();
        Handoff another = page.asksForACode().orElseThrow();
        staged.goDownWithNextAnswer();
        assertThatThrownBy(phone.scans(another)::saysHello)
                .isInstanceOfSatisfying(
                        TokenStoreException.class,
                        trouble -> assertThat(trouble.effect()).isEqualTo(Effect.UNKNOWN));
        staged.comeBack();
        assertThat(phone.resumes()).isOk();
    }

    /** A node whose clock is ahead purges the session; it is over on a node whose clock is behind, too. */
    @Test
    void unstored_purged_refusesItsCodesAndProofs() {
        assumePurges();
        opened();
        Handoff code = page.asksForACode().orElseThrow();
        phone.scans(code).saysHello().orElseThrow();
        phone.finishes(Outcome.succeeded()).orElseThrow();
        Duration end = Duration.ofMinutes(60);
        SettableClock purging = new SettableClock(TestService.NOON.plus(end).plus(Duration.ofDays(2)));
        HandoffService purger = new TestService(anotherStore(), TestService.UNSTORED, purging).handoffs;
        purgeAll(() -> purger.purge(1_000));
        service.clock.advance(end);

        assertThat(rival.connectsTo(service.handoffs).scans(code).saysHello()).isRefusedWith(Refusal.SESSION_EXPIRED);
        assertThat(page.asksForACode()).isRefusedWith(Refusal.SESSION_EXPIRED);
    }

    @Test
    void race_manyDevicesWithCodesOfTwoClocks_oneIsBound() {
        inRounds(contract.fewRounds(), () -> {
            opened();
            List<Handoff> codes = List.of(page.asksForACode().orElseThrow(), codeOfTheNodeAhead());
            Crowd.assertOneWinner(
                    device -> new TestPhone(device % 2 == 0 ? service.handoffs : ahead)
                            .scans(codes.get(device / 2 % 2))
                            .saysHello(),
                    Refusal.HANDOFF_DEVICE_MISMATCH);
        });
    }

    @Test
    void race_sessionThatWasOpenedTwice_onePhoneIsBound() {
        inRounds(contract.fewRounds(), () -> {
            String session = opened();
            List<Handoff> codes = List.of(
                    page.asksForACode().orElseThrow(),
                    ahead.start(session).orElseThrow().handoff());
            Crowd.assertOneWinner(
                    device -> new TestPhone(device % 2 == 0 ? service.handoffs : ahead)
                            .scans(codes.get(device % 2))
                            .saysHello(),
                    Refusal.HANDOFF_DEVICE_MISMATCH,
                    Refusal.HANDOFF_TOKEN_INVALID);
        });
    }

    @Test
    void race_helloAgainstTheBackendsCancel_endsCancelled() {
        inRounds(contract.fewRounds(), () -> {
            String session = opened();
            phone.scans(page.asksForACode().orElseThrow());
            List<Result<?>> answers =
                    Crowd.together(2, member -> member == 0 ? phone.saysHello() : ahead.cancel(session));

            if (answers.size() == 2) {
                SessionStatus status = ahead.backendStatus(session).orElseThrow();
                assertThat(answers.get(1)).isEqualTo(Result.ok(SessionState.CANCELLED));
                assertThat(status.state()).isEqualTo(SessionState.CANCELLED);
                assertThat(status.isClaimed()).isEqualTo(answers.get(0).isOk());
            }
        });
    }

    private String opened() {
        String session = TestService.newSession();
        page.opens(session).orElseThrow();
        return session;
    }

    private Handoff codeOfTheNodeAhead() {
        Handoff code = page.connectsTo(ahead).asksForACode().orElseThrow();
        page.connectsTo(service.handoffs);
        return code;
    }
}
