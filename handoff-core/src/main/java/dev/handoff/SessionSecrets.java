package dev.handoff;

import dev.handoff.internal.keys.KeyRing;
import dev.handoff.internal.keys.MasterKey;
import dev.handoff.internal.keys.MatchCode;
import dev.handoff.internal.session.Claim;
import dev.handoff.internal.session.Session;
import dev.handoff.internal.token.AttemptId;
import java.util.Objects;

/** What follows from a session and its key, in one place. The rules let no session pass whose key has left the ring. */
final class SessionSecrets {

    private final KeyRing ring;
    private final byte[] sessionId;

    /** @param sessionId in UTF-8 */
    SessionSecrets(KeyRing ring, byte[] sessionId) {
        this.ring = ring;
        this.sessionId = sessionId;
    }

    Secret token(Session session, String attemptId) {
        return new Secret(keyOf(session).token(sessionId, attemptId));
    }

    Secret pageProof(Session session) {
        return new Secret(keyOf(session).pageProof(sessionId, session.terms().generation()));
    }

    /** Compared in constant time. */
    boolean isPageProof(Session session, String given) {
        return keyOf(session).isPageProof(sessionId, session.terms().generation(), given);
    }

    /** What the phone of the session's claim shows, and the page offers. */
    MatchCode matchCode(Session session) {
        Claim claim = claimOf(session);
        return keyOf(session).matchCode(sessionId, session.terms().generation(), claim.attempt(), claim.deviceHash());
    }

    /** What a phone with this code signs for the connection that would be next. */
    String challenge(Session session, AttemptId attempt) {
        return keyOf(session).challenge(sessionId, attempt.encode(), session.nextConnection());
    }

    static Claim claimOf(Session session) {
        return Objects.requireNonNull(session.claim(), "the rules let nothing pass that is not claimed");
    }

    private MasterKey keyOf(Session session) {
        return Objects.requireNonNull(
                ring.find(session.terms().keyId()), "the rules let nothing pass whose key is not known");
    }
}
