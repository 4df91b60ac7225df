package dev.handoff.testkit.adversary;

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
        PhoneConnection newer = connect();
        assertAccepted(resume(newer, phone), "the resume of the bound phone");

        assertRefused(
                hear(older),
                "the older connection of a phone that resumed on a newer one (look for a connection that is not"
                        + " registered for notices)",
                Refusal.CONNECTION_REPLACED);
        assertThePhoneGetsToItsEnd(newer);
    }

    @Test
    void notice_sessionCancelledByThePage_endsTheConnection() {
        PhoneConnection bound = connectedPhone();
        transport.cancel(code.sessionId());

        assertRefused(
                hear(bound),
                "the connection of a phone whose session was cancelled (look for a connection that is not"
                        + " registered for notices)",
                Refusal.SESSION_EXPIRED);
    }

    private static ServerReply hear(PhoneConnection connection) {
        Optional<ServerReply> notice = connection.hear();
        assumeTrue(notice.isPresent(), "phones of the wiring under test receive no notices");
        return notice.orElseThrow();
    }
}
