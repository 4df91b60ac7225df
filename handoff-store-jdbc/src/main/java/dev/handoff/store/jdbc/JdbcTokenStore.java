package dev.handoff.store.jdbc;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Keeps records in a table of a relational database. One statement per question, each on a connection of its own and
 * committed by itself: auto-commit is taken as the {@code DataSource} gives it and never changed; where it is off,
 * every statement is followed by a commit or rollback. The row count of a conditional update decides who was first.
 *
 * <p>The {@code DataSource} must not join a transaction of the caller (for that, see {@link #joining(Connection)}; a
 * {@code TransactionAwareDataSourceProxy} of Spring is recognized and refused inside a transaction), and must lead to
 * the primary: a lagging replica answers {@code find} with the past. Any isolation level will do; a serialization
 * failure counts as a lost race.
 *
 * <p>Thread-safe. Never runs DDL: see {@link JdbcSchema}.
 */
public final class JdbcTokenStore implements TokenStore {

    private static final int MAX_READS = 5;

    /** So many keys go into one deletion at most. */
    static final int LARGEST_PURGE = 500;

    private final DataSource dataSource;
    private final Rows rows;

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
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        this.rows = new Rows(new TableName(table));
    }

    /** As {@link #joining(Connection, String)}, over the table {@code handoff_session}. */
    public static TokenStore joining(Connection connection) throws SQLException {
        return joining(connection, TableName.DEFAULT);
    }

    /**
     * A store that joins the host's transaction, for {@code HandoffService.within}: it works on this connection, never
     * commits, never rolls back more than a statement of its own, and retries nothing. Reads lock the row, so that they
     * tell what is committed now and not what an old snapshot shows. Where that can't be had, and where the transaction
     * lost a race, calls throw: roll back and run the whole transaction again.
     *
     * <p>For one transaction and one thread at a time, like the connection.
     *
     * @param connection with auto-commit off, at READ COMMITTED or above
     * @param table a plain identifier, with a schema and a dot in front or not
     * @throws IllegalArgumentException if the connection commits by itself or reads what is not committed, or the name
     *     is none
     */
    public static TokenStore joining(Connection connection, String table) throws SQLException {
        return new JoinedTokenStore(connection, new TableName(table));
    }

    @Override
    public boolean insert(HandoffRecord record) {
        try {
            return Transactions.run(dataSource, connection -> rows.insert(connection, record));
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
            return find(sessionKey, MAX_READS);
        } catch (SQLException failed) {
            throw SqlStates.trouble(Effect.NONE, "find", "", failed);
        } catch (IllegalArgumentException malformed) {
            throw Columns.noRecord(malformed);
        }
    }

    @Override
    public boolean replace(HandoffRecord expected, HandoffRecord next) {
        try {
            return Transactions.run(dataSource, connection -> rows.replace(connection, expected, next));
        } catch (SQLException failed) {
            if (SqlStates.isSerializationFailure(failed)) {
                return false;
            }
            throw SqlStates.trouble("replace", failed);
        }
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        try {
            int purged = 0;
            int batch;
            do {
                batch = purgeBatch(endedBefore, Math.min(limit - purged, LARGEST_PURGE));
                purged += batch;
            } while (batch > 0 && purged < limit);
            return purged;
        } catch (SQLException failed) {
            throw SqlStates.trouble("purge", failed);
        }
    }

    /**
     * Two statements, since no portable one deletes up to a limit: look for keys, then delete those that still ended.
     */
    private int purgeBatch(Instant endedBefore, int limit) throws SQLException {
        try {
            List<String> keys =
                    Transactions.run(dataSource, connection -> rows.endedKeys(connection, endedBefore, limit));
            return keys.isEmpty()
                    ? 0
                    : Transactions.run(dataSource, connection -> rows.purge(connection, keys, endedBefore));
        } catch (SQLException failed) {
            if (SqlStates.isSerializationFailure(failed)) {
                // others are at it
                return 0;
            }
            throw failed;
        }
    }

    /** At SERIALIZABLE, reads can lose races too; they are simply read again. */
    private Optional<HandoffRecord> find(String sessionKey, int tries) throws SQLException {
        try {
            return Transactions.run(dataSource, connection -> rows.find(connection, sessionKey));
        } catch (SQLException failed) {
            if (tries > 1 && SqlStates.isSerializationFailure(failed)) {
                return find(sessionKey, tries - 1);
            }
            throw failed;
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
}
