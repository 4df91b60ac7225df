package dev.handoff.testkit.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.HandoffPolicy;
import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.SessionState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages that come too early, too late or twice. */
abstract class MomentAttacks extends Attacks {

    MomentAttacks(TransportAdversary adversary) {
        super(adversary);
    }

    @Test
    void early_connectionWithoutAMessage_usesUpNothing() {
        connect().drop();

        assertThePhoneGetsThrough();
    }

    @Test
    void early_finishBeforeHello_isRefusedAndChangesNothing() {
        assertRefused(
                connect().finish(Outcome.succeeded()),
                "a finish before hello (look for a binding that is kept with the session)");
        assertThePhoneGetsThrough();
    }

    @Test
    void early_resumeBeforeHello_isRefusedAndBindsNobody() {
        assertRefused(resume(connect(), thief), "a resume before any hello", Refusal.HANDOFF_NOT_CONSUMED);
        assertThePhoneGetsThrough();
    }

    @Test
    void late_helloAfterTheCodesExpiry_isRefusedAndBindsNobody() {
        letPass(HandoffPolicy.defaults().tokenLifetime());

        assertRefused(
                hello(connect(), thief),
                "a hello with an expired code (look for a new code that is minted for the phone)",
                Refusal.HANDOFF_TOKEN_EXPIRED);
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
    void late_messagesAfterTheSessionsEnd_areRefused() {
        PhoneConnection bound = connectedPhone();
        letPass(HandoffPolicy.defaults().sessionLifetime());

        assertOver(bound, SessionState.EXPIRED);
    }

    @Test
    void late_messagesAfterACancel_areRefused() {
        PhoneConnection bound = connectedPhone();
        transport.cancel(code.sessionId());

        assertOver(bound, SessionState.CANCELLED);
    }

    @Test
    void late_helloAfterACancel_isRefused() {
        transport.cancel(code.sessionId());

        assertRefused(hello(connect(), phone), "a hello with a code of a cancelled session", Refusal.SESSION_EXPIRED);
        assertThat(state()).as("the state of the session after the attack").isEqualTo(SessionState.CANCELLED);
    }

    @Test
    void late_otherPhoneOrOutcomeAfterTheFinish_isRefused() {
        PhoneConnection bound = connectedPhone();
        assertAccepted(bound.finish(Outcome.succeeded()), "the finish");

        assertRefused(hello(connect(), thief), "a hello with a code of a finished session", Refusal.SESSION_EXPIRED);
        assertOver(bound, SessionState.SUCCEEDED);
    }

    @Test
    void twice_helloOfAnotherDeviceOnOneConnection_isRefused() {
        PhoneConnection bound = connectedPhone();

        assertRefused(
                hello(bound, thief),
                "a hello of another device on a bound connection (look for a second hello that is not checked)",
                Refusal.HANDOFF_DEVICE_MISMATCH);
        bound.drop();
        assertRefused(resume(connect(), thief), "a resume of the other device", Refusal.HANDOFF_DEVICE_MISMATCH);
        assertThePhoneCanGoOn();
    }

    @Test
    void twice_helloWithACodeOfAnotherSessionOnOneConnection_isRefusedAndUsesUpNothing() {
        PhoneConnection bound = connectedPhone();
        ScannedCode other = newCode();

        assertRefused(
                hello(bound, presented(other, newDevice())),
                "a hello with a code of another session on a bound connection (look for a second hello that is not"
                        + " checked)",
                Refusal.HANDOFF_TOKEN_INVALID);
        assertThat(transport.status(other.sessionId()))
                .as("the state of the session whose code was presented")
                .isEqualTo(SessionState.CREATED);
        bound.drop();
        assertThePhoneCanGoOn();
    }

    @Test
    void twice_finishAfterARetryableFailure_isRefused() {
        PhoneConnection bound = connectedPhone();
        assertAccepted(bound.finish(Outcome.failedRetryably("adversary")), "the report of a retryable failure");

        assertRefused(
                bound.finish(Outcome.succeeded()),
                "a success after a reported failure (look for an answer before the result of the service)",
                Refusal.HANDOFF_ATTEMPT_OVER);
        assertThat(state()).as("the state of the session after the attack").isEqualTo(SessionState.CREATED);
    }

    private void assertOver(PhoneConnection bound, SessionState state) {
        for (Outcome outcome : List.of(Outcome.failed("adversary"), Outcome.failedRetryably("adversary"))) {
            assertRefused(
                    bound.finish(outcome),
                    "a finish of a session that is over (look for an answer before the result of the service)",
                    Refusal.SESSION_EXPIRED);
        }
        assertRefused(hello(connect(), phone), "a hello to a session that is over", Refusal.SESSION_EXPIRED);
        assertRefused(resume(connect(), phone), "a resume of a session that is over", Refusal.SESSION_EXPIRED);
        assertThat(state()).as("the state of the session after the attack").isEqualTo(state);
    }
}
