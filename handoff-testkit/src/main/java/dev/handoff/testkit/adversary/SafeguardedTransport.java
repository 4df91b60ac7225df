package dev.handoff.testkit.adversary;

import dev.handoff.Safeguard;
import java.util.List;
import java.util.Set;

/**
 * A wiring whose policy asks for {@linkplain Safeguard safeguards}. What belongs to one that {@link #safeguards()} does
 * not name is never called. The page's side of {@link TransportUnderTest} presents its proof where there is one.
 */
public interface SafeguardedTransport extends TransportUnderTest {

    /** What the policy asks for beyond the default. */
    Set<Safeguard> safeguards();

    @Override
    SafeguardedConnection connect(String sessionId);

    /** {@link Safeguard#PAGE_PROOF}: somebody who knows the session's id, and nothing else, asks for a code. */
    ServerReply mintWithoutProof(String sessionId);

    /** {@link Safeguard#MATCH_CODE}: the digits that the page offers. */
    List<String> matchChoices(String sessionId);

    /** {@link Safeguard#MATCH_CODE}: the person picks digits on the page. Accepted if the phone is approved by it. */
    ServerReply pick(String sessionId, String digits);

    /** {@link Safeguard#MATCH_CODE}: somebody who knows the session's id, and nothing else, picks digits. */
    ServerReply pickWithoutProof(String sessionId, String digits);

    /** A phone's connection to such a wiring. What hello and resume give is the digits that the phone shows. */
    interface SafeguardedConnection extends PhoneConnection {

        /** {@link Safeguard#POSSESSION}: asks for a text to sign. That text is what the reply gives. */
        ServerReply challenge(Credentials phone);
    }
}
