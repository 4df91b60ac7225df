package dev.handoff.verifyweb;

import java.time.Instant;
import java.util.Optional;

/**
 * What the demo itself keeps of a session, beside the library's record. Neither session id nor cancel token is kept in
 * clear. Trouble is a {@link dev.handoff.spi.TokenStoreException}, as the library's own store reports it. Thread-safe.
 */
interface DemoSessions {

    /**
     * What the demo keeps.
     *
     * @param cancelHash of the token that cancels the session
     * @param redirectUrl where its user goes afterwards
     * @param endsAt when the session ends at the latest
     */
    record DemoSession(String cancelHash, Optional<String> redirectUrl, Instant endsAt) {}

    /** Keeps this, under a key made of an id that was never used before. */
    void add(String sessionId, DemoSession session);

    Optional<DemoSession> find(String sessionId);

    /** Forgets sessions that ended before an instant. */
    void purge(Instant endedBefore);
}
