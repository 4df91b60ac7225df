package dev.handoff.verifyweb;

import java.time.Instant;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Where sessions lead to, in a table of the demo's own that holds no session id in clear: SHA-256 hides enough of what
 * is random and long. Thread-safe.
 */
record DemoSessions(JdbcClient database) {
    void add(String sessionId, String redirectUrl, Instant endsAt) {
        database.sql("INSERT INTO verify_web_session (session_hash, redirect_url, ends_at) VALUES (?, ?, ?)")
                .params(DigestUtils.sha256Hex(sessionId), redirectUrl, endsAt.toEpochMilli())
                .update();
    }

    Optional<String> redirectUrl(String sessionId) {
        return database.sql("SELECT redirect_url FROM verify_web_session WHERE session_hash = ?")
                .param(DigestUtils.sha256Hex(sessionId))
                .query(String.class)
                .optional();
    }

    /** Deletes what belongs to sessions that ended before an instant. */
    void purge(Instant endedBefore) {
        database.sql("DELETE FROM verify_web_session WHERE ends_at < ?")
                .param(endedBefore.toEpochMilli())
                .update();
    }
}
