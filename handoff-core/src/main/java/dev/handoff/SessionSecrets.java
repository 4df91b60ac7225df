package dev.handoff;

import dev.handoff.internal.keys.KeyRing;
import dev.handoff.internal.keys.MasterKey;
import dev.handoff.internal.keys.MatchCode;
import dev.handoff.internal.session.Claim;
import dev.handoff.internal.session.Session;
import dev.handoff.internal.token.AttemptId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

    /**
     * The session as it was opened, with its first attempt, and a MAC over both: all that has to be known of a session
     * that no phone came to.
     */
    Secret pageProof(Session opened) {
        String attemptId = AttemptId.of(opened).encode();
        return new Secret(attemptId + keyOf(opened).pageMac(sessionId, attemptId));
    }

    /**
     * What the session was opened as, by the proof that a page presents; null if that is none of this session. One
     * whose key has left the ring can't be checked; it is returned, for the rules let no such session pass.
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
