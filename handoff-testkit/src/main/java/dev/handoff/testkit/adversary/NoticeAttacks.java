package dev.handoff.testkit.adversary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.Refusal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Notices that a connection was replaced or a session cancelled. Skipped where phones receive no notices. */
abstract class NoticeAttacks extends Attacks {

    NoticeAttacks(TransportAdversary adversary) {
        super(adversary);
    }

    @Test
    void notice_samePhoneOnANewerConnection_endsTheOlderOne() {
        PhoneConnection older = connectedPhone();
        PhoneConnection newer = resumedPhone();

        assertNotice(
                hear(older),
                Refusal.CONNECTION_REPLACED,
                "the older connection of a phone that resumed on a newer one (look for a connection that is not"
                        + " registered for notices, or is closed without the reason)");
        assertThePhoneGetsToItsEnd(newer);
    }

    @Test
    void notice_sessionCancelledByThePage_endsTheConnection() {
        PhoneConnection bound = connectedPhone();
        transport.cancel(code.sessionId());

        assertNotice(
                hear(bound),
                Refusal.SESSION_EXPIRED,
                "the connection of a phone whose session was cancelled (look for a connection that is not"
                        + " registered for notices, or is closed without the reason)");
    }

    @Test
    void notice_afterTheAnswerToFinish_isNotSent() {
        PhoneConnection bound = connectedPhone();
        assertThePhoneGetsToItsEnd(bound);

        assertThat(hear(bound).code())
                .as("the code on the connection of a phone whose finish was answered: the answer is the last message,"
                        + " and then the connection is closed (look for a notice of the phone's own finish)")
                .isNull();
    }

    private static ServerReply hear(PhoneConnection connection) {
        Optional<ServerReply> notice = connection.hear();
        assumeTrue(notice.isPresent(), "phones of the wiring under test receive no notices");
        return notice.orElseThrow();
    }
}
