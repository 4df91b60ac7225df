package dev.handoff.testkit.adversary;

import dev.handoff.Safeguard;
import java.util.List;
import java.util.Set;

/**
 * The adapter over a wiring whose policy requires {@linkplain Safeguard safeguards}. The methods of a safeguard that
 * {@link #safeguards()} does not name are never called. The methods of {@link TransportUnderTest} that play the page
 * present the page proof if the policy requires it.
 */
public interface SafeguardedTransport extends TransportUnderTest {

    /** Returns the safeguards that the policy requires. */
    Set<Safeguard> safeguards();

    @Override
    SafeguardedConnection connect(String sessionId);

    /** {@link Safeguard#PAGE_PROOF}: requests a code with the session's id and without a page proof. */
    ServerReply mintWithoutProof(String sessionId);

    /** {@link Safeguard#MATCH_CODE}: returns the digits that the page offers. */
    List<String> matchChoices(String sessionId);

    /** {@link Safeguard#MATCH_CODE}: picks digits on the page. The reply is accepted if the pick approves the phone. */
    ServerReply pick(String sessionId, String digits);

    /** {@link Safeguard#MATCH_CODE}: picks digits with the session's id and without a page proof. */
    ServerReply pickWithoutProof(String sessionId, String digits);

    /** A phone's connection to such a wiring. The value of the replies to hello and resume is the digits to show. */
    interface SafeguardedConnection extends PhoneConnection {

        /** {@link Safeguard#POSSESSION}: requests a text to sign, which is the value of the reply. */
        ServerReply challenge(Credentials phone);
    }
}
