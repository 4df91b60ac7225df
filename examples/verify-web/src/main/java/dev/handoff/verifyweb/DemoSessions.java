package dev.handoff.verifyweb;

import java.time.Instant;
import java.util.Optional;

/** Where sessions lead to, in a table of the demo's own that holds no session id in clear. Thread-safe. */
record DemoSessions(Database database) {
    private static final String TABLE = "CREATE TABLE IF NOT EXISTS verify_web_session (session_hash CHAR(64) NOT NULL"
            + " PRIMARY KEY, redirect_url VARCHAR(2048) NOT NULL, ends_at BIGINT NOT NULL)";
    private static final String INDEX =
            "CREATE INDEX IF NOT EXISTS verify_web_session_ends_at ON verify_web_session (ends_at)";
    private static final String INSERT =
            "INSERT INTO verify_web_session (session_hash, redirect_url, ends_at) VALUES (?, ?, ?)";
    private static final String SELECT = "SELECT redirect_url, session_hash, ends_at FROM verify_web_session WHERE ";

    /** Makes the table where it is missing, and looks whether it is the one that is needed. */
    void prepare() {
        database.make(SELECT + "1 = 0", TABLE, INDEX);
    }

    void add(String sessionId, String redirectUrl, Instant endsAt) {
        database.update(INSERT, Secrets.sha256(sessionId), redirectUrl, endsAt.toEpochMilli());
    }

    Optional<String> redirectUrl(String sessionId) {
        return database.query(SELECT + "session_hash = ?", row -> row.getString(1), Secrets.sha256(sessionId)).stream()
                .findAny();
    }

    /** Deletes what belongs to sessions that ended before an instant. */
    void purge(Instant endedBefore) {
        database.update("DELETE FROM verify_web_session WHERE ends_at < ?", endedBefore.toEpochMilli());
    }
}
