package dev.handoff.verifyweb;

import java.time.Instant;
import java.util.Optional;

/** Where sessions lead to, in a table of the demo's own that holds no session id in clear. Thread-safe. */
record DemoSessions(Database database) {
    void add(String sessionId, String redirectUrl, Instant endsAt) {
        String insert = "INSERT INTO verify_web_session (session_hash, redirect_url, ends_at) VALUES (?, ?, ?)";
        database.update(insert, Secrets.sha256(sessionId), redirectUrl, endsAt.toEpochMilli());
    }

    Optional<String> redirectUrl(String sessionId) {
        String select = "SELECT redirect_url FROM verify_web_session WHERE session_hash = ?";
        return database.query(select, row -> row.getString(1), Secrets.sha256(sessionId)).stream()
                .findAny();
    }

    /** Deletes what belongs to sessions that ended before an instant. */
    void purge(Instant endedBefore) {
        database.update("DELETE FROM verify_web_session WHERE ends_at < ?", endedBefore.toEpochMilli());
    }
}
