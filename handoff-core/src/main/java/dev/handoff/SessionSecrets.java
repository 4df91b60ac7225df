package dev.handoff;

import dev.handoff.internal.keys.KeyRing;
import dev.handoff.internal.keys.MasterKey;
import dev.handoff.internal.keys.MatchCode;
import dev.handoff.internal.session.Claim;
import dev.handoff.internal.session.Session;
import dev.handoff.internal.token.AttemptId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Computes the secrets that follow from a session and its key. The rules accept no session whose key has left the ring.
 */
final class SessionSecrets {

    private final KeyRing ring;
    private final byte[] sessionId;

    /**
     * Makes the secrets of a session.
     *
     * @param sessionId the session id in UTF-8
     */
    SessionSecrets(KeyRing ring, byte[] sessionId) {
        this.ring = ring;
        this.sessionId = sessionId;
    }

    Secret token(Session session, String attemptId) {
        return new Secret(keyOf(session).token(sessionId, attemptId));
    }

    /**
     * Returns the page proof: the id of the session's first attempt, and a MAC over session id and attempt id. It holds
     * all that must be known of a session to which no phone came.
     */
    Secret pageProof(Session opened) {
        String attemptId = AttemptId.of(opened).encode();
        return new Secret(attemptId + keyOf(opened).pageMac(sessionId, attemptId));
    }

    /**
     * Returns the first attempt that a page proof names, or null if the proof is not a proof of this session. A proof
     * whose key has left the ring can't be verified; its attempt is returned, because the rules accept no such session.
     */
    @Nullable
    AttemptId opened(String pageProof) {
        if (pageProof.length() != AttemptId.LENGTH + MasterKey.TOKEN_LENGTH) {
            return null;
        }
        String attemptId = pageProof.substring(0, AttemptId.LENGTH);
        AttemptId.Unproven opened = AttemptId.parse(attemptId);
        if (opened == null) {
            return null;
        }
        MasterKey key = ring.find(opened.keyId());
        return key == null || key.isPageMac(sessionId, attemptId, pageProof.substring(AttemptId.LENGTH))
                ? opened.proven()
                : null;
    }

    /** Returns the digits that the phone of the session's claim shows, and the choices of the page. */
    MatchCode matchCode(Session session) {
        Claim claim = claimOf(session);
        return keyOf(session).matchCode(sessionId, session.terms().generation(), claim.attempt(), claim.deviceHash());
    }

    /** Returns the text that a phone with this code signs for the session's next connection. */
    String challenge(Session session, AttemptId attempt) {
        return keyOf(session).challenge(sessionId, attempt.encode(), session.nextConnection());
    }

    static Claim claimOf(Session session) {
        return Objects.requireNonNull(session.claim(), "the rules accept no session without a claim here");
    }

    private MasterKey keyOf(Session session) {
        return Objects.requireNonNull(
                ring.find(session.terms().keyId()), "the rules accept no session whose key has left the ring");
    }
}
