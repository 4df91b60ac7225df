package dev.handoff.store.jdbc;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.Stamp;
import dev.handoff.spi.TokenStore;
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
import javax.sql.DataSource;

/**
 * Keeps records in a table of a relational database. One statement per question, each on a connection of its own and
 * committed by itself: auto-commit is taken as the {@code DataSource} gives it and never changed; where it is off,
 * every statement is followed by a commit or rollback. The row count of a conditional update decides who was first.
 *
 * <p>The {@code DataSource} must not join a transaction of the caller, and must lead to the primary: a lagging replica
 * answers {@code find} with the past. Any isolation level will do; a serialization failure counts as a lost race.
 *
 * <p>Thread-safe. Never runs DDL: see {@link JdbcSchema}.
 */
public final class JdbcTokenStore implements TokenStore {

    /** So many keys go into one deletion at most. */
    private static final int LARGEST_PURGE = 500;

    private final DataSource dataSource;
    private final Statements statements;

    /** Over the table {@code handoff_session}. */
    public JdbcTokenStore(DataSource dataSource) {
        this(dataSource, TableName.DEFAULT);
    }

    /**
     * Over a table of this name.
     *
     * @param table a plain identifier, with a schema and a dot in front or not
     * @throws IllegalArgumentException if it is anything else
     */
    public JdbcTokenStore(DataSource dataSource, String table) {
        this.dataSource = dataSource;
        this.statements = new Statements(new TableName(table));
    }

    @Override
    public boolean insert(HandoffRecord record) {
        try {
            return update(statements.insert(), statement -> Columns.bind(statement, record)) == 1;
        } catch (SQLException failed) {
            // drivers signal duplicates in many ways; whether there is a record, only the table can say
            if (isThere(record.sessionKey(), failed) || SqlStates.isSerializationFailure(failed)) {
                return false;
            }
            throw SqlStates.trouble("insert", failed);
        }
    }

    @Override
    public Optional<HandoffRecord> find(String sessionKey) {
        try {
            return Transactions.run(dataSource, connection -> {
                try (PreparedStatement statement = connection.prepareStatement(statements.find())) {
                    statement.setString(1, sessionKey);
                    try (ResultSet rows = statement.executeQuery()) {
                        return rows.next() ? Optional.of(Columns.read(rows)) : Optional.empty();
                    }
                }
            });
        } catch (SQLException failed) {
            throw new TokenStoreException(Effect.NONE, SqlStates.describe("find", failed), failed);
        } catch (IllegalArgumentException malformed) {
            throw new TokenStoreException(
                    Effect.NONE, "find: the row holds no valid record: " + malformed.getMessage(), malformed);
        }
    }

    @Override
    public boolean replace(HandoffRecord expected, HandoffRecord next) {
        try {
            return update(statements.replace(), statement -> {
                        int parameter = Columns.bind(statement, next);
                        Stamp stamp = expected.stamp();
                        statement.setString(parameter, stamp.sessionKey());
                        statement.setString(parameter + 1, stamp.generation());
                        statement.setLong(parameter + 2, stamp.version());
                    })
                    == 1;
        } catch (SQLException failed) {
            if (SqlStates.isSerializationFailure(failed)) {
                return false;
            }
            throw SqlStates.trouble("replace", failed);
        }
    }

    /**
     * Two statements, since no portable one deletes up to a limit: look for keys, then delete those that still ended.
     */
    @Override
    public int purge(Instant endedBefore, int limit) {
        try {
            List<String> keys = endedKeys(endedBefore, Math.min(limit, LARGEST_PURGE));
            if (keys.isEmpty()) {
                return 0;
            }
            return update(statements.purge(keys.size()), statement -> {
                int parameter = 1;
                for (String key : keys) {
                    statement.setString(parameter++, key);
                }
                // a key that was purged and opened again meanwhile is not to go
                statement.setLong(parameter, endedBefore.toEpochMilli());
            });
        } catch (SQLException failed) {
            if (SqlStates.isSerializationFailure(failed)) {
                return 0;
            }
            throw SqlStates.trouble("purge", failed);
        }
    }

    private List<String> endedKeys(Instant endedBefore, int limit) throws SQLException {
        return Transactions.run(dataSource, connection -> {
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
        });
    }

    private int update(String sql, Binding binding) throws SQLException {
        return Transactions.run(dataSource, connection -> update(connection, sql, binding));
    }

    private static int update(Connection connection, String sql, Binding binding) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            binding.bind(statement);
            return statement.executeUpdate();
        }
    }

    private boolean isThere(String sessionKey, SQLException failed) {
        try {
            return find(sessionKey).isPresent();
        } catch (TokenStoreException blind) {
            failed.addSuppressed(blind);
            return false;
        }
    }

    @FunctionalInterface
    private interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }
}
