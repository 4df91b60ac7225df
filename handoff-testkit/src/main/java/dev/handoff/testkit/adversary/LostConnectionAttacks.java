package dev.handoff.testkit.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.SessionState;
import org.junit.jupiter.api.Test;

/** Connections and replies that get lost: nobody is locked out, and nobody else gets in. */
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
    void lost_answerToHello_thePhoneIsToldThatItCanResume() {
        connectedPhone().drop();

        ServerReply again = hello(connect(), phone);
        assertThat(again.isAccepted()).as("a hello that was accepted before").isFalse();
        assertThat(again.code())
                .as("the only word by which a phone learns that its lost hello was accepted")
                .isEqualTo(Refusal.HANDOFF_TOKEN_CONSUMED.code());
        assertThePhoneCanGoOn();
    }

    /** The server may or may not have read the hello, and may still be working on it: the phone tries as phones do. */
    @Test
    void lost_connectionWhileHelloIsOnItsWay_locksNobodyOut() {
        PhoneConnection lost = connect();
        lost.helloAndDrop(devices.proven(lost, phone));

        PhoneConnection bound = getIn();
        assertRefused(resume(connect(), thief), "another phone", Refusal.HANDOFF_DEVICE_MISMATCH);
        assertThePhoneGetsToItsEnd(bound);
    }

    @Test
    void lost_connectionAfterAnInterruptedResume_locksNobodyOut() {
        connectedPhone().drop();
        PhoneConnection second = connect();
        assertAccepted(resume(second, phone), "the bound phone resumes");
        second.drop();

        assertThePhoneCanGoOn();
    }

    @Test
    void lost_answerToFinish_theOutcomeStands() {
        PhoneConnection bound = connectedPhone();
        assertAccepted(bound.finish(Outcome.succeeded()), "the finish");
        bound.drop();

        assertRefused(resume(connect(), phone), "to resume what is finished", Refusal.SESSION_EXPIRED);
        assertThat(state()).isEqualTo(SessionState.SUCCEEDED);
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
        throw new AssertionError("a phone whose hello may have been lost gets in by neither resume nor hello");
    }
}
