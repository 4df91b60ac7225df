package dev.handoff.testkit.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.HandoffPolicy;
import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.SessionState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages too early, too late, and twice. */
abstract class MomentAttacks extends Attacks {

    MomentAttacks(TransportAdversary adversary) {
        super(adversary);
    }

    @Test
    void early_connectingAlone_usesUpNothing() {
        connect().drop();

        assertThePhoneGetsThrough();
    }

    @Test
    void early_finishBeforeHello_isRefusedAndChangesNothing() {
        assertRefused(connect().finish(Outcome.succeeded()), "to finish before hello");
        assertThePhoneGetsThrough();
    }

    @Test
    void early_resumeBeforeHello_isRefusedAndBindsNobody() {
        assertRefused(resume(connect(), thief), "to resume what nobody began", Refusal.HANDOFF_NOT_CONSUMED);
        assertThePhoneGetsThrough();
    }

    @Test
    void late_helloAfterTheCodesExpiry_isRefusedAndBindsNobody() {
        letPass(HandoffPolicy.defaults().tokenLifetime());

        assertRefused(hello(connect(), thief), "an expired code", Refusal.HANDOFF_TOKEN_EXPIRED);
        code = transport.mint(code.sessionId());
        phone = presented(code, newDevice());
        assertThePhoneGetsThrough();
    }

    @Test
    void late_resumeAfterTheCodesExpiry_isAccepted() {
        connectedPhone().drop();
        letPass(HandoffPolicy.defaults().tokenLifetime());

        assertThePhoneCanGoOn();
    }

    @Test
    void late_afterTheSessionsEnd_nothingIsAccepted() {
        PhoneConnection bound = connectedPhone();
        letPass(HandoffPolicy.defaults().sessionLifetime());

        assertOver(bound, SessionState.EXPIRED);
    }

    @Test
    void late_afterACancel_nothingIsAccepted() {
        PhoneConnection bound = connectedPhone();
        transport.cancel(code.sessionId());

        assertOver(bound, SessionState.CANCELLED);
    }

    @Test
    void late_cancelledBeforeHello_theCodeIsDead() {
        transport.cancel(code.sessionId());

        assertRefused(hello(connect(), phone), "a code of a cancelled session", Refusal.SESSION_EXPIRED);
        assertThat(state()).isEqualTo(SessionState.CANCELLED);
    }

    @Test
    void late_afterTheFinish_noOtherPhoneAndNoOtherOutcomeIsAccepted() {
        PhoneConnection bound = connectedPhone();
        assertAccepted(bound.finish(Outcome.succeeded()), "the finish");

        assertRefused(hello(connect(), thief), "a code of a finished session", Refusal.SESSION_EXPIRED);
        assertOver(bound, SessionState.SUCCEEDED);
    }

    @Test
    void twice_helloOfAnotherDeviceOnOneConnection_isRefused() {
        PhoneConnection bound = connectedPhone();

        assertRefused(
                hello(bound, thief), "another device's hello on a bound connection", Refusal.HANDOFF_DEVICE_MISMATCH);
        bound.drop();
        assertRefused(resume(connect(), thief), "the other device afterwards", Refusal.HANDOFF_DEVICE_MISMATCH);
        assertThePhoneCanGoOn();
    }

    @Test
    void twice_helloWithACodeOfAnotherSessionOnOneConnection_usesUpNothingThere() {
        PhoneConnection bound = connectedPhone();
        ScannedCode other = newCode();

        assertRefused(
                hello(bound, presented(other, newDevice())),
                "another session's code on a bound connection",
                Refusal.HANDOFF_TOKEN_INVALID);
        assertThat(transport.status(other.sessionId())).isEqualTo(SessionState.CREATED);
        bound.drop();
        assertThePhoneCanGoOn();
    }

    @Test
    void twice_finishAfterARetryableFailure_isRefused() {
        PhoneConnection bound = connectedPhone();
        assertAccepted(bound.finish(Outcome.failedRetryably("adversary")), "a retryable failure");

        assertRefused(
                bound.finish(Outcome.succeeded()),
                "to turn a reported failure into a success",
                Refusal.HANDOFF_ATTEMPT_OVER);
        assertThat(state()).isEqualTo(SessionState.CREATED);
    }

    private void assertOver(PhoneConnection bound, SessionState state) {
        for (Outcome outcome : List.of(Outcome.failed("adversary"), Outcome.failedRetryably("adversary"))) {
            assertRefused(bound.finish(outcome), "to finish what is over", Refusal.SESSION_EXPIRED);
        }
        assertRefused(hello(connect(), phone), "hello to what is over", Refusal.SESSION_EXPIRED);
        assertRefused(resume(connect(), phone), "to resume what is over", Refusal.SESSION_EXPIRED);
        assertThat(state()).as("the session after the attack").isEqualTo(state);
    }
}
