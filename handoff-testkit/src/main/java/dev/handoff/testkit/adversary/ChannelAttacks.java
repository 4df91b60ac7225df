package dev.handoff.testkit.adversary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.handoff.Outcome;
import dev.handoff.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Attacks phones that send by POST and receive by an event stream, with the session id and the connection number, and
 * without the secret that ties the two channels. What counts is the effect on the bound phone: an attacker with a
 * secret may act for the session of that secret. Skipped where a phone has a single channel for both directions.
 */
abstract class ChannelAttacks extends Attacks {

    ChannelAttacks(TransportAdversary adversary) {
        super(adversary);
    }

    @Test
    void channel_postWithoutThePhonesSecret_endsNothing() {
        PhoneConnection bound = connectedPhone();

        for (PhoneConnection intruder : intruders(bound)) {
            intruder.finish(Outcome.failedRetryably("adversary"));
            intruder.finish(Outcome.succeeded());
        }
        assertThePhoneGetsToItsEnd(bound);
    }

    @Test
    void channel_streamWithoutThePhonesSecret_hearsNothingAndClosesNoOtherStream() {
        PhoneConnection bound = connectedPhone();
        List<PhoneConnection> intruders = intruders(bound);
        transport.cancel(code.sessionId());

        assertNotice(
                bound.hear().orElseThrow(() -> new AssertionError("a wiring with intruders() must override hear()")),
                Refusal.SESSION_EXPIRED,
                "the phone, after intruders requested its stream (look for a request with a wrong secret that closes"
                        + " or replaces the phone's stream)");
        for (PhoneConnection intruder : intruders) {
            assertThat(codeHeardBy(intruder))
                    .as("the notice that an intruder hears on the stream of the bound phone (look for a stream that is"
                            + " opened by the session id or the connection number)")
                    .isNotEqualTo(Refusal.SESSION_EXPIRED.code());
        }
    }

    @Test
    void channel_answerWithTheSecret_isNotStored() {
        intruders(connectedPhone());
        ScannedCode other = newCode();
        PhoneConnection connection = transport.connect(other.sessionId());

        assertNotStored(hello(connection, presented(other, newDevice())), "a hello, which returns the channel secret");
    }

    private static @Nullable String codeHeardBy(PhoneConnection intruder) {
        try {
            return intruder.hear().map(ServerReply::code).orElse(null);
        } catch (AssertionError nothingArrived) {
            return null; // the stream of the intruder's own session stays open and silent
        }
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
