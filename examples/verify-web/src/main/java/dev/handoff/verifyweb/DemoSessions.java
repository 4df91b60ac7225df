package dev.handoff.verifyweb;

import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Where sessions lead to, in a table of the demo's own that holds no session id in clear. Thread-safe. */
record DemoSessions(JdbcClient database) {
    void add(String sessionId, String redirectUrl, Instant endsAt) {
        database.sql("INSERT INTO verify_web_session (session_hash, redirect_url, ends_at) VALUES (?, ?, ?)")
                .params(Secrets.sha256(sessionId), redirectUrl, endsAt.toEpochMilli())
                .update();
    }

    Optional<String> redirectUrl(String sessionId) {
        return database.sql("SELECT redirect_url FROM verify_web_session WHERE session_hash = ?")
                .param(Secrets.sha256(sessionId))
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
