package dev.handoff.testkit.store;

import static dev.handoff.testkit.ResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.PhoneCredentials;
import dev.handoff.Refusal;
import dev.handoff.SessionState;
import dev.handoff.SessionStatus;
import dev.handoff.spi.StoredRecord;
import dev.handoff.testkit.StagedStore;
import dev.handoff.testkit.TestPhone;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The promises of the library on the store under test, with rivals that act at the worst moment. */
abstract class PromiseTests extends StoreTests {

    private StagedStore staged;
    private TestService service;
    private TestPhone phone;
    private TestPhone rival;

    @BeforeEach
    final void startService() {
        startService(HandoffPolicy.defaults());
    }

    private void startService(HandoffPolicy policy) {
        staged = new StagedStore(store);
        service = new TestService(staged, policy);
        phone = new TestPhone(service.handoffs);
        rival = new TestPhone(service.handoffs);
    }

    @Test
    void oneSessionOnePhone_secondDevice_isRefused() {
        Handoff code = service.started();

        assertThat(phone.scans(code).saysHello()).isOk();
        assertThat(rival.scans(code).saysHello()).isRefusedWith(Refusal.HANDOFF_DEVICE_MISMATCH);
        assertThat(rival.scans(code).resumes()).isRefusedWith(Refusal.HANDOFF_DEVICE_MISMATCH);
        assertThat(phone.scans(code).saysHello()).isRefusedWith(Refusal.HANDOFF_TOKEN_CONSUMED);
    }

    @Test
    void oneSessionOnePhone_rivalActsBetweenDecisionAndWrite_rivalIsBoundAndThePhoneRefused() {
        Handoff code = service.started();
        staged.beforeNextWrite(() -> rival.scans(code).saysHello().orElseThrow());

        assertThat(phone.scans(code).saysHello()).isRefusedWith(Refusal.HANDOFF_DEVICE_MISMATCH);
        assertThat(rival.scans(code).resumes()).isOk();
    }

    @Test
    void oneSessionOnePhone_rivalOnAnotherNode_isRefused() {
        TestService otherNode = new TestService(anotherStore());
        Handoff code = service.started();
        otherNode.handoffs.status(code.sessionId()).orElseThrow();

        assertThat(phone.scans(code).saysHello())
                .as("the hello of the first phone, on one node")
                .isOk();
        assertThat(rival.connectsTo(otherNode.handoffs).scans(code).saysHello())
                .as("the hello of the second phone, on a node that read the session before (look for a cache)")
                .isRefusedWith(Refusal.HANDOFF_DEVICE_MISMATCH);
        assertThat(phone.connectsTo(otherNode.handoffs).scans(code).resumes())
                .as("the resume of the first phone, on the other node")
                .isOk();
    }

    @Test
    void oneSessionOnePhone_rivalWithANewerCodeActsBeforeTheWrite_rivalIsBoundAndThePhoneRefused() {
        Handoff older = service.started();
        Handoff newer = service.nextAfterWindow(older.sessionId());
        staged.beforeNextWrite(() -> rival.scans(newer).saysHello().orElseThrow());

        assertThat(phone.scans(older).saysHello()).isRefusedWith(Refusal.HANDOFF_DEVICE_MISMATCH);
    }

    @Test
    void oneSessionOnePhone_cancelledBetweenDecisionAndWrite_bindsNobody() {
        Handoff code = service.started();
        staged.beforeNextWrite(() -> service.handoffs.cancel(code.sessionId()).orElseThrow());

        assertThat(phone.scans(code).saysHello()).isRefusedWith(Refusal.SESSION_EXPIRED);
    }

    @Test
    void oneSessionOnePhone_afterARetryableFailure_keepsTheDeviceBound() {
        Handoff code = service.started();
        service.failRetryably(phone.scans(code).saysHello().orElseThrow());
        Handoff next = service.handoffs.mint(code.sessionId()).orElseThrow();

        assertThat(service.handoffs.status(code.sessionId()).orElseThrow().sameDeviceOnly())
                .isTrue();
        assertThat(rival.scans(next).saysHello()).isRefusedWith(Refusal.HANDOFF_DEVICE_MISMATCH);
        assertThat(phone.scans(next).saysHello().orElseThrow().connection()).isEqualTo(2);
    }

    @Test
    void oneSessionOnePhone_bindingPerAttempt_letsAnotherPhoneTakeTheNextAttempt() {
        startService(HandoffPolicy.defaults().withBindingScope(HandoffPolicy.BindingScope.ATTEMPT));
        Handoff code = service.started();
        service.failRetryably(phone.scans(code).saysHello().orElseThrow());
        Handoff next = service.handoffs.mint(code.sessionId()).orElseThrow();

        assertThat(service.handoffs.status(code.sessionId()).orElseThrow().sameDeviceOnly())
                .isFalse();
        assertThat(rival.scans(code).saysHello())
                .as("the hello of another phone with a spent code")
                .isRefusedWith(Refusal.HANDOFF_DEVICE_MISMATCH);
        assertThat(rival.scans(next).saysHello()).isOk();
        assertThat(phone.scans(next).saysHello()).isRefusedWith(Refusal.HANDOFF_DEVICE_MISMATCH);
    }

    @Test
    void olderCode_afterANewerCodeWasMinted_isAccepted() {
        Handoff older = service.started();
        service.nextAfterWindow(older.sessionId());

        assertThat(phone.scans(older).saysHello()).isOk();
    }

    @Test
    void olderCode_withReissueSupersede_isRefusedAtOnce() {
        startService(HandoffPolicy.defaults().withReissue(HandoffPolicy.Reissue.SUPERSEDE));
        Handoff older = service.started();
        Handoff newer = service.nextAfterWindow(older.sessionId());

        assertThat(phone.scans(older).saysHello()).isRefusedWith(Refusal.HANDOFF_TOKEN_EXPIRED);
        assertThat(phone.scans(newer).saysHello()).isOk();
    }

    @Test
    void olderCode_supersededBetweenDecisionAndWrite_isRefused() {
        startService(HandoffPolicy.defaults().withReissue(HandoffPolicy.Reissue.SUPERSEDE));
        Handoff older = service.started();
        staged.beforeNextWrite(() -> service.nextAfterWindow(older.sessionId()));

        assertThat(phone.scans(older).saysHello()).isRefusedWith(Refusal.HANDOFF_TOKEN_EXPIRED);
    }

    @Test
    void mint_rivalMintsBetweenDecisionAndWrite_bothReceiveOnePayload() {
        String session = service.started().sessionId();
        service.clock.advance(Duration.ofMinutes(2));
        String[] rivals = new String[1];
        staged.beforeNextWrite(() ->
                rivals[0] = service.handoffs.mint(session).orElseThrow().token().reveal());

        assertThat(service.handoffs.mint(session).orElseThrow().token().reveal())
                .isEqualTo(rivals[0]);
    }

    @Test
    void earlierLife_purgedAndOpenedAgain_isRefused() {
        assumePurges();
        TestService otherNode = new TestService(anotherStore(), service.clock);
        Handoff formerLife = service.started();
        String session = formerLife.sessionId();
        Binding formerBinding = phone.scans(formerLife).saysHello().orElseThrow();
        service.handoffs.finish(formerBinding, Outcome.failed("former.life")).orElseThrow();
        assertThat(otherNode.handoffs.status(session).orElseThrow().state()).isEqualTo(SessionState.FAILED);
        service.clock.advance(Duration.ofDays(30));
        // more than once, because records of other tests may fill a batch
        purgeAll(() -> service.handoffs.purge(1_000));
        service.clock.set(TestService.NOON);
        assertThat(phone.scans(formerLife).saysHello()).isRefusedWith(Refusal.SESSION_NOT_FOUND);
        Handoff newLife = service.handoffs.start(session).orElseThrow().handoff();

        assertThat(phone.scans(formerLife).saysHello()).isRefusedWith(Refusal.HANDOFF_TOKEN_INVALID);
        assertThat(service.handoffs.finish(formerBinding, Outcome.succeeded()))
                .isRefusedWith(Refusal.SESSION_NOT_FOUND);
        for (HandoffService node : List.of(service.handoffs, otherNode.handoffs)) {
            SessionStatus status = node.status(session).orElseThrow();
            assertThat(status.state())
                    .as("the new life of the session, on every node (look for a cache)")
                    .isEqualTo(SessionState.CREATED);
            assertThat(status.isClaimed())
                    .as("the new life of the session, on every node (look for a cache)")
                    .isFalse();
        }
        assertThat(rival.connectsTo(otherNode.handoffs).scans(newLife).saysHello())
                .as("the hello of another phone, in the new life of the session")
                .isOk();
    }

    /** A rollback or a failover can put back a state that is older than the binding of a phone. */
    @Test
    void earlierBinding_stateBeforeItsClaimWasPutBack_isRefused() {
        Handoff code = service.started();
        StoredRecord unclaimed = stored(code);
        Binding lost = phone.scans(code).saysHello().orElseThrow();
        putBack(unclaimed);
        Binding bound = rival.scans(code).saysHello().orElseThrow();

        assertReplaced(lost);
        assertThat(service.handoffs.check(bound))
                .as("a call of the bound phone")
                .isOk();
        service.failRetryably(bound);
        assertReplaced(lost);
        Handoff next = service.handoffs.mint(bound).orElseThrow();
        assertThat(phone.scans(next).saysHello()).isRefusedWith(Refusal.HANDOFF_DEVICE_MISMATCH);
        assertThat(rival.scans(next).saysHello())
                .as("a call of the bound phone")
                .isOk();
    }

    @Test
    void earlierBinding_stateBeforeItsResumeWasPutBack_isRefused() {
        Handoff code = service.started();
        phone.scans(code).saysHello().orElseThrow();
        StoredRecord claimed = stored(code);
        Binding lost = phone.resumes().orElseThrow();
        putBack(claimed);
        Binding resumed = phone.resumes().orElseThrow();

        assertReplaced(lost);
        assertThat(service.handoffs.finish(resumed, Outcome.succeeded())).isOk();
    }

    private StoredRecord stored(Handoff code) {
        return store.find(service.handoffs.sessionKey(code.sessionId())).orElseThrow();
    }

    private void putBack(StoredRecord earlier) {
        if (contract.forgetsByItself()) {
            StoreAssertions.replace(store, store.find(earlier.key()).orElseThrow(), earlier);
        } else {
            purgeWhatOtherTestsLeft();
            StoreAssertions.insert(store, earlier);
        }
    }

    private void assertReplaced(Binding lost) {
        Binding rebuilt = new Binding(lost.sessionId(), lost.claim(), lost.connection());
        Outcome outcome = Outcome.failedRetryably("try.again");
        for (Binding earlier : List.of(rebuilt, lost)) {
            assertThat(service.handoffs.check(earlier)).isRefusedWith(Refusal.CONNECTION_REPLACED);
            assertThat(service.handoffs.mint(earlier)).isRefusedWith(Refusal.CONNECTION_REPLACED);
            assertThat(service.handoffs.finish(earlier, outcome)).isRefusedWith(Refusal.CONNECTION_REPLACED);
        }
    }

    @Test
    void refusedCalls_ofSeveralKinds_changeNothing() {
        Handoff code = service.started();
        Binding binding = phone.scans(code).saysHello().orElseThrow();
        String versionBefore =
                service.handoffs.status(code.sessionId()).orElseThrow().version();

        assertThat(rival.scans(code).saysHello()).isRefusedWith(Refusal.HANDOFF_DEVICE_MISMATCH);
        assertThat(rival.scans(code).resumes()).isRefusedWith(Refusal.HANDOFF_DEVICE_MISMATCH);
        assertThat(service.handoffs.mint(code.sessionId())).isRefusedWith(Refusal.SESSION_IN_PROGRESS);
        PhoneCredentials ofAnotherSession = rival.scans(service.started()).credentials();
        assertThat(service.handoffs.consume(code.sessionId(), ofAnotherSession))
                .isRefusedWith(Refusal.HANDOFF_TOKEN_INVALID);
        assertThat(service.handoffs.consume(code.sessionId(), new PhoneCredentials(null, null, null)))
                .isRefusedWith(Refusal.HELLO_AUTH_REQUIRED);

        assertThat(service.handoffs.check(binding).orElseThrow().version())
                .as("the version of the session after calls that were refused")
                .isEqualTo(versionBefore);
        assertThat(service.handoffs.finish(binding, Outcome.succeeded())).isOkWith(SessionState.SUCCEEDED);
    }
}
