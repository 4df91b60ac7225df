package dev.handoff.verifyweb;

import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the demo keeps of a session, in a table of its own: neither session id nor token in clear. Thread-safe. */
record DemoSessions(DataSource dataSource) {
    private static final Logger LOG = LoggerFactory.getLogger(DemoSessions.class);
    private static final String TABLE = "CREATE TABLE IF NOT EXISTS verify_web_session (session_hash CHAR(64) NOT NULL"
            + " PRIMARY KEY, cancel_hash CHAR(64) NOT NULL, redirect_url VARCHAR(2048), ends_at BIGINT NOT NULL)";
    private static final String INDEX =
            "CREATE INDEX IF NOT EXISTS verify_web_session_ends_at ON verify_web_session (ends_at)";
    private static final String COLUMNS = "session_hash, cancel_hash, redirect_url, ends_at";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM verify_web_session WHERE session_hash = ?";

    record DemoSession(String cancelHash, Optional<String> redirectUrl, Instant endsAt) {}

    /** Makes the table where it is missing, and looks whether it is the one that is needed. */
    void prepare() {
        make(dataSource, "SELECT " + COLUMNS + " FROM verify_web_session WHERE 1 = 0", TABLE, INDEX);
    }

    /** Runs DDL, which may fail where another instance was faster or all is there already: the look decides. */
    static void make(DataSource dataSource, String look, String... ddl) {
        try {
            for (String statement : ddl) {
                ask(dataSource, Effect.UNKNOWN, statement, PreparedStatement::execute);
            }
        } catch (TokenStoreException failed) {
            LOG.debug("a table could not be made, which is no harm if it is there", failed);
        }
        ask(dataSource, Effect.NONE, look, PreparedStatement::execute);
    }

    void add(String sessionId, DemoSession session) {
        String insert = "INSERT INTO verify_web_session (" + COLUMNS + ") VALUES (?, ?, ?, ?)";
        ask(dataSource, Effect.UNKNOWN, insert, statement -> {
            statement.setString(1, Secrets.sha256(sessionId));
            statement.setString(2, session.cancelHash());
            statement.setString(3, session.redirectUrl().orElse(null));
            statement.setLong(4, session.endsAt().toEpochMilli());
            return statement.executeUpdate();
        });
    }

    Optional<DemoSession> find(String sessionId) {
        return ask(dataSource, Effect.NONE, SELECT, statement -> {
            statement.setString(1, Secrets.sha256(sessionId));
            var rows = statement.executeQuery();
            return rows.next()
                    ? Optional.of(new DemoSession(
                            rows.getString(2),
                            Optional.ofNullable(rows.getString(3)),
                            Instant.ofEpochMilli(rows.getLong(4))))
                    : Optional.empty();
        });
    }

    /** Deletes what belongs to sessions that ended before an instant. */
    void purge(Instant endedBefore) {
        ask(dataSource, Effect.UNKNOWN, "DELETE FROM verify_web_session WHERE ends_at < ?", statement -> {
            statement.setLong(1, endedBefore.toEpochMilli());
            return statement.executeUpdate();
        });
    }

    @FunctionalInterface
    interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    /** One of the demo's own questions, by one statement on a connection that commits by itself. */
    static <T> T ask(DataSource dataSource, Effect ifItFails, String sql, Use<T> use) {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            return use.of(statement);
        } catch (SQLException failed) {
            throw new TokenStoreException(ifItFails, true, "SQLState " + failed.getSQLState() + " for " + sql, failed);
        }
    }
}
