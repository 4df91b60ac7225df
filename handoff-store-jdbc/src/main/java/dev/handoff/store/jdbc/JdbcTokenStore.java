package dev.handoff.store.jdbc;

import dev.handoff.spi.JoinedTokenStore;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.store.jdbc.internal.HandoffTable;
import dev.handoff.store.jdbc.internal.JoinedJdbcTokenStore;
import dev.handoff.store.jdbc.internal.PurgeBatches;
import dev.handoff.store.jdbc.internal.SqlFailures;
import dev.handoff.store.jdbc.internal.TableName;
import dev.handoff.store.jdbc.internal.Transactions;
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

    private static final int MOST_ATTEMPTS = 5;

    private final DataSource dataSource;
    private final HandoffTable table;

    /** Over the table {@code handoff_session}. */
    public JdbcTokenStore(DataSource dataSource) {
        this(dataSource, TableName.DEFAULT);
    }

    /**
     * Over a table of this name.
     *
     * @param table a plain identifier that is no reserved word of SQL, with a schema and a dot in front or not
     * @throws IllegalArgumentException if it is anything else
     */
    public JdbcTokenStore(DataSource dataSource, String table) {
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        this.table = new HandoffTable(new TableName(table));
    }

    /**
     * This store inside a transaction of the host's, for {@code HandoffService.within}: it works on this connection and
     * the same table, never commits, rolls back no more than a probe of its own, and retries nothing. Reads lock the
     * row, so that they tell what is committed now and not what an old snapshot shows. Where that can't be had, and
     * where the transaction lost a race, calls throw: roll back and run the whole transaction again.
     *
     * <p>For one transaction and one thread at a time, like the connection.
     *
     * @param connection with auto-commit off, at READ COMMITTED or above
     * @throws IllegalArgumentException if the connection commits by itself or reads what is not committed
     * @throws TokenStoreException if the connection fails
     */
    public JoinedTokenStore joining(Connection connection) {
        return new JoinedJdbcTokenStore(Objects.requireNonNull(connection, "connection"), table);
    }

    @Override
    public boolean insert(StoredRecord record) {
        for (int attempt = 1; ; attempt++) {
            try {
                return Transactions.run(dataSource, connection -> table.insert(connection, record));
            } catch (SQLException failed) {
                boolean isRace = SqlFailures.isSerializationFailure(failed);
                if (attempt < MOST_ATTEMPTS && (isRace || SqlFailures.isIntegrityViolation(failed))) {
                    // asked again, the statement sees whether a record is in the way; it may have been purged, too
                    continue;
                }
                if (isRace || isThere(record.key(), failed)) {
                    return false;
                }
                throw SqlFailures.trouble("insert", failed);
            }
        }
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        for (int attempt = 1; ; attempt++) {
            try {
                return Transactions.run(dataSource, connection -> table.find(connection, key));
            } catch (SQLException failed) {
                // at SERIALIZABLE, reads can lose races too
                if (attempt == MOST_ATTEMPTS || !SqlFailures.isSerializationFailure(failed)) {
                    throw SqlFailures.troubleReading("find", failed);
                }
            }
        }
    }

    @Override
    public boolean replace(StoredRecord expected, StoredRecord next) {
        try {
            return Transactions.run(dataSource, connection -> table.replace(connection, expected, next));
        } catch (SQLException failed) {
            if (SqlFailures.isSerializationFailure(failed)) {
                return false;
            }
            throw SqlFailures.trouble("replace", failed);
        }
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        try {
            return PurgeBatches.run(limit, size -> purgeBatch(endedBefore, size));
        } catch (SQLException failed) {
            throw SqlFailures.trouble("purge", failed);
        }
    }

    /** Two statements, since no portable one deletes up to a limit. Each is committed by itself. */
    private int purgeBatch(Instant endedBefore, int size) throws SQLException {
        try {
            List<String> keys =
                    Transactions.run(dataSource, connection -> table.endedKeys(connection, endedBefore, size));
            return keys.isEmpty()
                    ? 0
                    : Transactions.run(dataSource, connection -> table.purge(connection, keys, endedBefore));
        } catch (SQLException failed) {
            if (SqlFailures.isSerializationFailure(failed)) {
                // another node is deleting the same rows
                return 0;
            }
            throw failed;
        }
    }

    /** Drivers signal duplicates in many ways; whether there is a record, only the table can say. */
    private boolean isThere(String key, SQLException failed) {
        try {
            return find(key).isPresent();
        } catch (TokenStoreException unreadable) {
            failed.addSuppressed(unreadable);
            return false;
        }
    }
}
