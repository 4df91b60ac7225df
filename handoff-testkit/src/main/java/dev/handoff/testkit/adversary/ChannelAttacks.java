package dev.handoff.testkit.adversary;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.handoff.Outcome;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Attacks phones that send by POST and receive by an event stream, with the session id and the connection number, and
 * without the secret that ties the two channels. Skipped where a phone has a single channel for both directions.
 */
abstract class ChannelAttacks extends Attacks {

    ChannelAttacks(TransportAdversary adversary) {
        super(adversary);
    }

    @Test
    void channel_postWithoutThePhonesSecret_isRefusedAndEndsNothing() {
        PhoneConnection bound = connectedPhone();

        for (PhoneConnection intruder : intruders(bound)) {
            for (Outcome outcome :
                    List.of(Outcome.succeeded(), Outcome.failed("adversary"), Outcome.failedRetryably("adversary"))) {
                assertRefused(
                        intruder.finish(outcome),
                        "a POST without the secret of the bound phone (look for a binding that is found by"
                                + " the session id or the connection number)");
            }
        }
        assertThePhoneGetsToItsEnd(bound);
    }

    @Test
    void channel_streamWithoutThePhonesSecret_isRefused() {
        PhoneConnection bound = connectedPhone();

        for (PhoneConnection intruder : intruders(bound)) {
            assertRefused(
                    heardBy(intruder),
                    "an event stream without the secret of the bound phone (look for a stream that is opened by the"
                            + " session id)");
        }
        assertThePhoneGetsToItsEnd(bound);
    }

    private static ServerReply heardBy(PhoneConnection intruder) {
        Optional<ServerReply> heard;
        try {
            heard = intruder.hear();
        } catch (AssertionError silent) {
            throw new AssertionError(
                    "An event stream without the secret of the bound phone must be refused when it is opened, but it"
                            + " was neither refused nor closed.",
                    silent);
        }
        return heard.orElseThrow(() -> new AssertionError(
                "The connections that intruders() returns must override hear(), but it returned an empty result."));
    }

    private List<PhoneConnection> intruders(PhoneConnection bound) {
        ScannedCode otherCode = newCode();
        PhoneConnection other = transport.connect(otherCode.sessionId());
        assertAccepted(hello(other, presented(otherCode, newDevice())), "the attacker's hello to another session");
        List<PhoneConnection> intruders = transport.intruders(bound, other);
        assumeFalse(intruders.isEmpty(), "the phones of the wiring under test have no separate channels");
        return intruders;
    }
}
