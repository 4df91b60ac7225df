package dev.handoff.verifyweb;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * What the demo keeps of a session, in a table of its own: neither session id nor token in clear. Of a session that the
 * library does not store until a phone comes, only where it leads to, if anywhere. Thread-safe.
 */
record DemoSessions(Database database) {
    private static final String TABLE = "CREATE TABLE IF NOT EXISTS verify_web_session (session_hash CHAR(64) NOT NULL"
            + " PRIMARY KEY, cancel_hash CHAR(64) NOT NULL, redirect_url VARCHAR(2048), ends_at BIGINT NOT NULL)";
    private static final String INDEX =
            "CREATE INDEX IF NOT EXISTS verify_web_session_ends_at ON verify_web_session (ends_at)";
    private static final String COLUMNS = "session_hash, cancel_hash, redirect_url, ends_at";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM verify_web_session WHERE ";
    private static final String INSERT = "INSERT INTO verify_web_session (" + COLUMNS + ") VALUES (?, ?, ?, ?)";

    record DemoSession(String cancelHash, Optional<String> redirectUrl, Instant endsAt) {}

    /** Makes the table where it is missing, and looks whether it is the one that is needed. */
    void prepare() {
        database.make(SELECT + "1 = 0", TABLE, INDEX);
    }

    void add(String sessionId, DemoSession session) {
        String redirectUrl = session.redirectUrl().orElse(null);
        long endsAt = session.endsAt().toEpochMilli();
        database.update(INSERT, Secrets.sha256(sessionId), session.cancelHash(), redirectUrl, endsAt);
    }

    Optional<DemoSession> find(String sessionId) {
        return database.query(SELECT + "session_hash = ?", DemoSessions::session, Secrets.sha256(sessionId)).stream()
                .findAny();
    }

    private static DemoSession session(ResultSet row) throws SQLException {
        Optional<String> redirectUrl = Optional.ofNullable(row.getString(3));
        return new DemoSession(row.getString(2), redirectUrl, Instant.ofEpochMilli(row.getLong(4)));
    }

    /** Deletes what belongs to sessions that ended before an instant. */
    void purge(Instant endedBefore) {
        database.update("DELETE FROM verify_web_session WHERE ends_at < ?", endedBefore.toEpochMilli());
    }
}
