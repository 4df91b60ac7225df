package dev.handoff.testkit.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.SessionState;
import org.junit.jupiter.api.Test;

/** Lost connections and replies: the invited phone is not locked out, and no other phone is let in. */
abstract class LostConnectionAttacks extends Attacks {

    private static final int TRIES = 10;

    LostConnectionAttacks(TransportAdversary adversary) {
        super(adversary);
    }

    @Test
    void lost_connectionAfterHello_leavesTheSessionToThePhone() {
        connectedPhone().drop();

        assertRefused(
                hello(connect(), thief), "a code whose phone lost its connection", Refusal.HANDOFF_DEVICE_MISMATCH);
        assertThePhoneCanGoOn();
    }

    @Test
    void lost_answerToHello_nextHelloIsRefusedAsConsumed() {
        connectedPhone().drop();

        ServerReply again = hello(connect(), phone);
        assertThat(again.isAccepted())
                .as("the server must refuse a second hello of the bound phone")
                .isFalse();
        assertThat(again.code())
                .as("the code by which a phone learns that its lost hello was accepted, so that it can resume (look"
                        + " for one code for several refusals)")
                .isEqualTo(Refusal.HANDOFF_TOKEN_CONSUMED.code());
        assertThePhoneCanGoOn();
    }

    /** The server may have read the hello, may not have read it, or may still process it. */
    @Test
    void lost_connectionWhileHelloIsOnItsWay_locksNobodyOut() {
        PhoneConnection lost = connect();
        lost.helloAndDrop(devices.proven(lost, phone));

        PhoneConnection bound = getIn();
        assertRefused(resume(connect(), thief), "a resume of another phone", Refusal.HANDOFF_DEVICE_MISMATCH);
        assertThePhoneGetsToItsEnd(bound);
    }

    @Test
    void lost_connectionAfterAnInterruptedResume_locksNobodyOut() {
        connectedPhone().drop();
        resumedPhone().drop();

        assertThePhoneCanGoOn();
    }

    @Test
    void lost_answerToFinish_keepsTheOutcome() {
        PhoneConnection bound = connectedPhone();
        assertAccepted(bound.finish(Outcome.succeeded()), "the finish");
        bound.drop();

        assertRefused(resume(connect(), phone), "a resume of a finished session", Refusal.SESSION_EXPIRED);
        assertThat(state()).as("the state of the session").isEqualTo(SessionState.SUCCEEDED);
    }

    private PhoneConnection getIn() {
        for (int i = 0; i < TRIES; i++) {
            PhoneConnection resuming = connect();
            ServerReply resumed = resume(resuming, phone);
            if (resumed.isAccepted()) {
                approve(resumed);
                return resuming;
            }
            PhoneConnection greeting = connect();
            ServerReply greeted = hello(greeting, phone);
            if (greeted.isAccepted()) {
                approve(greeted);
                return greeting;
            }
        }
        throw new AssertionError(
                "A phone whose hello may have been lost must be accepted by a resume or a hello, but all " + TRIES
                        + " of each were refused.");
    }
}
