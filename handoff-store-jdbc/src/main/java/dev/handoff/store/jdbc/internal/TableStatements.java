package dev.handoff.store.jdbc.internal;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table's statements in a database's dialect. The caller opens, commits and closes the connection. Immutable. */
public final class TableStatements {

    private static final String COLUMNS = " (session_key, stamp, ends_at, body) ";

    private final TableName name;
    private final Dialect dialect;
    private final String insert;
    private final String find;
    private final String findLocked;
    private final String replace;
    private final String touch;
    private final String ended;

    TableStatements(TableName name, Dialect dialect) {
        this.name = name;
        this.dialect = dialect;
        // Oracle allows no AS before an alias
        insert = "INSERT INTO " + name + COLUMNS
                + (dialect.insertsPlainly()
                        ? "VALUES (?, ?, ?, ?)"
                        : "SELECT ?, ?, ?, ? FROM (SELECT COUNT(*) AS n FROM " + name
                                + " WHERE session_key = ?) counted WHERE counted.n = 0");
        find = "SELECT stamp, ends_at, body FROM " + name + " WHERE session_key = ?";
        findLocked = find + " FOR UPDATE";
        replace = "UPDATE " + name + " SET stamp = ?, body = ? WHERE session_key = ? AND stamp = ?";
        touch = "UPDATE " + name + " SET stamp = stamp WHERE session_key = ?";
        ended = "SELECT session_key FROM " + name + " WHERE ends_at < ? ORDER BY ends_at " + dialect.limit();
    }

    public TableName name() {
        return name;
    }

    public Dialect dialect() {
        return dialect;
    }

    /**
     * Inserts the record. Returns false if the transaction sees a record with its key and the dialect does not insert
     * plainly.
     */
    public boolean insert(Connection connection, StoredRecord record) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setString(1, record.key());
            statement.setString(2, record.stamp());
            statement.setLong(3, record.endsAt().toEpochMilli());
            statement.setString(4, record.body());
            if (!dialect.insertsPlainly()) {
                statement.setString(5, record.key());
            }
            return statement.executeUpdate() == 1;
        }
    }

    /**
     * Returns the record with this key, as the transaction sees it.
     *
     * @throws TokenStoreException if the row is not a valid record, because the library did not write it
     */
    public Optional<StoredRecord> find(Connection connection, String key) throws SQLException {
        return find(connection, find, key);
    }

    /** Returns the record as {@link #find} does, and locks it until the transaction ends. */
    Optional<StoredRecord> findLocked(Connection connection, String key) throws SQLException {
        return find(connection, findLocked, key);
    }

    /** Locks the row by writing its stamp again. Fails if the transaction's snapshot shows an older row. */
    void touch(Connection connection, String key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(touch)) {
            statement.setString(1, key);
            statement.executeUpdate();
        }
    }

    /** Replaces the record if it still has the expected stamp. Returns whether it was replaced. */
    public boolean replace(Connection connection, StoredRecord expected, StoredRecord next) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(replace)) {
            statement.setString(1, next.stamp());
            statement.setString(2, next.body());
            statement.setString(3, expected.key());
            statement.setString(4, expected.stamp());
            return statement.executeUpdate() == 1;
        }
    }

    /** Returns the keys of the sessions that ended longest ago, and before this instant, sorted by key. */
    public List<String> endedKeys(Connection connection, Instant endedBefore, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ended)) {
            statement.setLong(1, endedBefore.toEpochMilli());
            statement.setInt(2, limit);
            List<String> keys = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    keys.add(rows.getString(1));
                }
            }
            // every node locks rows in the same order
            Collections.sort(keys);
            return keys;
        }
    }

    /**
     * Deletes the rows of these keys whose sessions ended before this instant. A session that was purged and opened
     * again meanwhile stays.
     */
    public int purge(Connection connection, List<String> keys, Instant endedBefore) throws SQLException {
        if (keys.isEmpty()) {
            return 0;
        }
        String marks = String.join(", ", Collections.nCopies(keys.size(), "?"));
        String sql = "DELETE FROM " + name + " WHERE session_key IN (" + marks + ") AND ends_at < ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int parameter = 1;
            for (String key : keys) {
                statement.setString(parameter++, key);
            }
            statement.setLong(parameter, endedBefore.toEpochMilli());
            return statement.executeUpdate();
        }
    }

    private static Optional<StoredRecord> find(Connection connection, String sql, String key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, key);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(read(key, rows)) : Optional.empty();
            }
        }
    }

    private static StoredRecord read(String key, ResultSet row) throws SQLException {
        String stamp = row.getString(1);
        long endsAt = row.getLong(2);
        boolean isEndless = row.wasNull();
        String body = row.getString(3);
        if (stamp == null || isEndless || body == null) {
            throw malformed("a column is null");
        }
        try {
            return new StoredRecord(key, stamp, Instant.ofEpochMilli(endsAt), body);
        } catch (IllegalArgumentException odd) {
            // the message names a part of the record and quotes no value
            throw malformed(odd.getMessage());
        }
    }

    private static TokenStoreException malformed(@Nullable String why) {
        return new TokenStoreException(
                Effect.NONE,
                false,
                "find: the row is not a valid record, because something else than the library changed it: " + why);
    }
}
