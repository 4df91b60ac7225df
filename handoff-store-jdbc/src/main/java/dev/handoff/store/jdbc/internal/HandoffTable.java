package dev.handoff.store.jdbc.internal;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.Stamp;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The table's statements, in SQL that every supported database understands, on a connection that somebody else begins
 * and ends. Immutable.
 */
public final class HandoffTable {

    private static final String COLUMNS =
            RecordColumns.ALL.stream().map(Column::name).collect(Collectors.joining(", "));

    private final TableName name;
    /** By the shape of the record that is written, as the next. */
    private final String[] insert = new String[RecordColumns.SHAPES];

    private final String[] replace = new String[RecordColumns.SHAPES];
    private final String find;
    private final String findLocked;
    private final String touch;
    private final String ended;

    /** The table of this name. */
    public HandoffTable(TableName name) {
        this.name = name;
        find = "SELECT " + COLUMNS + " FROM " + name + " WHERE session_key = ?";
        findLocked = find + " FOR UPDATE";
        touch = "UPDATE " + name + " SET version = version WHERE session_key = ?";
        ended = "SELECT session_key FROM " + name + " WHERE ends_at < ? ORDER BY ends_at LIMIT ?";
        for (int shape = 0; shape < RecordColumns.SHAPES; shape++) {
            insert[shape] = insert(shape);
            replace[shape] = replace(shape);
        }
    }

    /** A conflict that is seen inserts nothing and fails nothing; one of the same moment violates the key. */
    private String insert(int shape) {
        return "INSERT INTO " + name + " (" + COLUMNS + ") SELECT "
                + RecordColumns.ALL.stream().map(column -> column.value(shape)).collect(Collectors.joining(", "))
                + " FROM (VALUES (0)) AS one WHERE NOT EXISTS (SELECT 1 FROM " + name + " WHERE session_key = ?)";
    }

    private String replace(int shape) {
        return "UPDATE " + name + " SET "
                + RecordColumns.CHANGING.stream()
                        .map(column -> column.name() + " = " + column.value(shape))
                        .collect(Collectors.joining(", "))
                + " WHERE session_key = ? AND generation = ? AND version = ?";
    }

    /** The table's name. */
    public TableName name() {
        return name;
    }

    /** Whether the record was added: false if the transaction sees one with its key. */
    public boolean insert(Connection connection, HandoffRecord record) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(insert[RecordColumns.shapeOf(record)])) {
            statement.setString(RecordColumns.bindAll(statement, record), record.sessionKey());
            return statement.executeUpdate() == 1;
        }
    }

    /** The record with this key, as the transaction sees it. */
    public Optional<HandoffRecord> find(Connection connection, String sessionKey) throws SQLException {
        return find(connection, find, sessionKey);
    }

    /** As {@link #find}, and locked until the transaction ends. Not every database can. */
    Optional<HandoffRecord> findLocked(Connection connection, String sessionKey) throws SQLException {
        return find(connection, findLocked, sessionKey);
    }

    /** Writes the row's version over itself, which locks the row, and fails if a snapshot does not show the latest. */
    void touch(Connection connection, String sessionKey) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(touch)) {
            statement.setString(1, sessionKey);
            statement.executeUpdate();
        }
    }

    /** Whether the record still bore the expected stamp and is replaced. */
    public boolean replace(Connection connection, HandoffRecord expected, HandoffRecord next) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(replace[RecordColumns.shapeOf(next)])) {
            int parameter = RecordColumns.bindChanging(statement, 1, next);
            Stamp stamp = expected.stamp();
            statement.setString(parameter, stamp.sessionKey());
            statement.setString(parameter + 1, stamp.generation());
            statement.setLong(parameter + 2, stamp.version());
            return statement.executeUpdate() == 1;
        }
    }

    /** The keys of sessions that ended before an instant: of those that ended longest ago, in order of keys. */
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
     * Deletes those of the keys whose sessions still ended before then: a session that was purged and opened again
     * meanwhile stays.
     */
    public int purge(Connection connection, List<String> keys, Instant endedBefore) throws SQLException {
        if (keys.isEmpty()) {
            return 0;
        }
        String sql = "DELETE FROM " + name + " WHERE session_key IN (" + marks(keys.size()) + ") AND ends_at < ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int parameter = 1;
            for (String key : keys) {
                statement.setString(parameter++, key);
            }
            statement.setLong(parameter, endedBefore.toEpochMilli());
            return statement.executeUpdate();
        }
    }

    /** How many of the first rows, up to so many, hold no record. */
    public int countUnreadable(Connection connection, int most) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + COLUMNS + " FROM " + name)) {
            statement.setMaxRows(most);
            int unreadable = 0;
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    try {
                        RecordColumns.read(rows);
                    } catch (IllegalArgumentException malformed) {
                        unreadable++;
                    }
                }
            }
            return unreadable;
        }
    }

    /** The database's time in a zone that only it knows. Standard SQL asks through a row that is there. */
    public LocalDateTime databaseTime(Connection connection, String sessionKey) throws SQLException {
        String sql = "SELECT LOCALTIMESTAMP FROM " + name + " WHERE session_key = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, sessionKey);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new SQLException("the row is not there");
                }
                return rows.getObject(1, LocalDateTime.class);
            }
        }
    }

    private static Optional<HandoffRecord> find(Connection connection, String sql, String sessionKey)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, sessionKey);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(RecordColumns.read(rows)) : Optional.empty();
            } catch (IllegalArgumentException malformed) {
                throw new SqlFailures.MalformedRowException(malformed);
            }
        }
    }

    private static String marks(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }
}
