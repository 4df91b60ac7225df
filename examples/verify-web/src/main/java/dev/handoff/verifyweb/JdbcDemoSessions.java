package dev.handoff.verifyweb;

import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** In a table of the demo's own, by one statement per question on connections that commit by themselves. */
final class JdbcDemoSessions implements DemoSessions {

    private static final String COLUMNS = "session_hash, cancel_hash, redirect_url, ends_at";
    private static final List<String> DDL =
            List.of("""
            CREATE TABLE IF NOT EXISTS verify_web_session (
              session_hash CHAR(64) NOT NULL PRIMARY KEY,
              cancel_hash CHAR(64) NOT NULL,
              redirect_url VARCHAR(2048),
              ends_at BIGINT NOT NULL)""", "CREATE INDEX IF NOT EXISTS verify_web_session_ends_at ON verify_web_session (ends_at)");

    private final DataSource dataSource;

    JdbcDemoSessions(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Makes the table where it is missing. */
    void createTableIfMissing() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String ddl : DDL) {
                statement.execute(ddl);
            }
        }
    }

    /**
     * Looks whether the table is the demo's.
     *
     * @throws IllegalStateException if it is of another shape
     */
    void verifyTable() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement
                    .executeQuery("SELECT 1 FROM verify_web_session WHERE 1 = 0")
                    .close();
            try {
                statement
                        .executeQuery("SELECT " + COLUMNS + " FROM verify_web_session WHERE 1 = 0")
                        .close();
            } catch (SQLException columnMissing) {
                throw new IllegalStateException(
                        "table verify_web_session is of another shape: it needs the columns " + COLUMNS, columnMissing);
            }
        }
    }

    @Override
    public void add(String sessionId, DemoSession session) {
        run("INSERT INTO verify_web_session (" + COLUMNS + ") VALUES (?, ?, ?, ?)", Effect.UNKNOWN, statement -> {
            statement.setString(1, Hashes.sha256(sessionId));
            statement.setString(2, session.cancelHash());
            statement.setString(3, session.redirectUrl().orElse(null));
            statement.setLong(4, session.endsAt().toEpochMilli());
            return statement.executeUpdate();
        });
    }

    @Override
    public Optional<DemoSession> find(String sessionId) {
        return run("SELECT " + COLUMNS + " FROM verify_web_session WHERE session_hash = ?", Effect.NONE, statement -> {
            statement.setString(1, Hashes.sha256(sessionId));
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(new DemoSession(
                                rows.getString("cancel_hash"),
                                Optional.ofNullable(rows.getString("redirect_url")),
                                Instant.ofEpochMilli(rows.getLong("ends_at"))))
                        : Optional.empty();
            }
        });
    }

    @Override
    public void purge(Instant endedBefore) {
        run("DELETE FROM verify_web_session WHERE ends_at < ?", Effect.UNKNOWN, statement -> {
            statement.setLong(1, endedBefore.toEpochMilli());
            return statement.executeUpdate();
        });
    }

    private <T> T run(String sql, Effect effect, Question<T> question) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return question.ask(statement);
        } catch (SQLException failed) {
            throw new TokenStoreException(effect, "the demo's own table: SQLState " + failed.getSQLState(), failed);
        }
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask(PreparedStatement statement) throws SQLException;
    }
}
