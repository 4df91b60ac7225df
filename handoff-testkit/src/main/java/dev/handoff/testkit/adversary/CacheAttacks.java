package dev.handoff.testkit.adversary;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.testkit.adversary.PageRequest.Kind;
import dev.handoff.testkit.adversary.PageRequest.Sender;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Answers whose credentials a cache may keep. Skipped where there are no pages for browsers. */
abstract class CacheAttacks extends Attacks {

    CacheAttacks(TransportAdversary adversary) {
        super(adversary);
    }

    @Test
    void cache_answerThatOpensASession_isNotStored() {
        assertNotStored(Kind.OPEN);
    }

    @Test
    void cache_answerWithACode_isNotStored() {
        assertNotStored(Kind.MINT);
    }

    private void assertNotStored(Kind kind) {
        Optional<ServerReply> reply = transport.send(new PageRequest(kind, code.sessionId(), null, Sender.OWN_PAGE));
        assumeTrue(reply.isPresent(), "no page of the wiring under test sends " + kind);
        assertNotStored(reply.orElseThrow(), kind + " by the host's own page");
    }
}
