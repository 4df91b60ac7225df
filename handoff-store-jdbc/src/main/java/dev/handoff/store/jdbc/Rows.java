package dev.handoff.store.jdbc;

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

/** The statements, on a connection that somebody else begins and ends. */
final class Rows {

    private final Statements statements;

    Rows(TableName table) {
        statements = new Statements(table);
    }

    boolean insert(Connection connection, HandoffRecord record) throws SQLException {
        return update(connection, statements.insert(), statement -> Columns.bind(statement, record)) == 1;
    }

    Optional<HandoffRecord> find(Connection connection, String sessionKey) throws SQLException {
        return find(connection, statements.find(), sessionKey);
    }

    /**
     * As it is now, whatever the transaction's snapshot, and locked until it ends; fails where the snapshot forbids
     * that. Above READ COMMITTED a locking read alone is not enough everywhere: HSQLDB's gives the snapshot. Writing,
     * if only the same again, makes every database notice that others have been there.
     */
    Optional<HandoffRecord> findLocked(Connection connection, String sessionKey) throws SQLException {
        boolean locks = connection.getMetaData().supportsSelectForUpdate();
        if (!locks || connection.getTransactionIsolation() > Connection.TRANSACTION_READ_COMMITTED) {
            update(connection, statements.touch(), statement -> statement.setString(1, sessionKey));
        }
        return find(connection, locks ? statements.findLocked() : statements.find(), sessionKey);
    }

    boolean replace(Connection connection, HandoffRecord expected, HandoffRecord next) throws SQLException {
        return update(connection, statements.replace(), statement -> {
                    int parameter = Columns.bind(statement, next);
                    Stamp stamp = expected.stamp();
                    statement.setString(parameter, stamp.sessionKey());
                    statement.setString(parameter + 1, stamp.generation());
                    statement.setLong(parameter + 2, stamp.version());
                })
                == 1;
    }

    /** The keys of sessions that ended before an instant: those that ended longest ago, in order of keys. */
    List<String> endedKeys(Connection connection, Instant endedBefore, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(statements.ended())) {
            statement.setLong(1, endedBefore.toEpochMilli());
            statement.setMaxRows(limit);
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

    /** Deletes those that still ended then: a key that was purged and opened again meanwhile is not to go. */
    int purge(Connection connection, List<String> keys, Instant endedBefore) throws SQLException {
        return update(connection, statements.purge(keys.size()), statement -> {
            int parameter = 1;
            for (String key : keys) {
                statement.setString(parameter++, key);
            }
            statement.setLong(parameter, endedBefore.toEpochMilli());
        });
    }

    /** A query that gives no row, for its columns. */
    String none() {
        return statements.none();
    }

    /** Deletes whatever has this key. */
    int delete(Connection connection, String sessionKey) throws SQLException {
        return update(connection, statements.delete(), statement -> statement.setString(1, sessionKey));
    }

    /** The database's time in a zone that only it knows, asked through a row that is there. */
    LocalDateTime databaseTime(Connection connection, String sessionKey) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(statements.databaseTime())) {
            statement.setString(1, sessionKey);
            try (ResultSet rows = statement.executeQuery()) {
                LocalDateTime time = rows.next() ? rows.getObject(1, LocalDateTime.class) : null;
                if (time == null) {
                    throw new SQLException("the database tells no time");
                }
                return time;
            }
        }
    }

    private static Optional<HandoffRecord> find(Connection connection, String sql, String sessionKey)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, sessionKey);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(Columns.read(rows)) : Optional.empty();
            }
        }
    }

    private static int update(Connection connection, String sql, Binding binding) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            binding.bind(statement);
            return statement.executeUpdate();
        }
    }

    @FunctionalInterface
    private interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }
}
