package dev.handoff.store.jdbc.internal;

import dev.handoff.spi.JoinedTokenStore;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs the store's statements on the host's connection, inside the host's transaction. Not thread-safe. */
public final class JoinedJdbcTokenStore implements JoinedTokenStore {

    private static final String RUN_AGAIN = "; roll the transaction back and run it again";

    private final Connection connection;
    private final TableName name;
    private final TableStatements table;
    private final boolean readsSnapshot;

    /** The stamp that a replacement no longer found. A read that still returns it is outdated. */
    private @Nullable String outdated;

    /**
     * Reads the connection's isolation level once.
     *
     * @throws IllegalArgumentException if the connection's auto-commit is on, or its isolation is READ UNCOMMITTED
     */
    public JoinedJdbcTokenStore(Connection connection, HandoffTable table) {
        this.connection = connection;
        this.name = table.name();
        try {
            if (connection.getAutoCommit()) {
                throw new IllegalArgumentException("the connection is in no transaction: turn its auto-commit off");
            }
            int isolation = connection.getTransactionIsolation();
            if (isolation < Connection.TRANSACTION_READ_COMMITTED) {
                throw new IllegalArgumentException(
                        "the transaction's isolation is too low: use READ COMMITTED or above");
            }
            readsSnapshot = isolation > Connection.TRANSACTION_READ_COMMITTED;
            this.table = table.statements(connection);
        } catch (SQLException failed) {
            throw lost("reading the isolation level", failed);
        }
    }

    @Override
    public boolean insert(StoredRecord record) {
        try {
            return table.insert(connection, record);
        } catch (SQLException failed) {
            if (SqlFailures.isIntegrityViolation(failed)) {
                if (table.dialect().insertsPlainly() && find(record.key()).isPresent()) {
                    return false;
                }
                // no savepoint: it is rare that two transactions insert the same session at the same moment
                throw raced("insert: another transaction wrote the session", failed);
            }
            throw lost("insert", failed);
        }
    }

    /**
     * Locks the row and returns what is committed now, or throws. Above READ COMMITTED, a locking read alone is not
     * enough, because HSQLDB's shows the snapshot. A write of the same value makes every database notice that others
     * have changed the row.
     */
    @Override
    public Optional<StoredRecord> find(String key) {
        boolean locksReads = table.dialect().locksReads();
        try {
            if (readsSnapshot || !locksReads) {
                table.touch(connection, key);
            }
            Optional<StoredRecord> found = locksReads ? table.findLocked(connection, key) : table.find(connection, key);
            boolean isOutdated = found.isEmpty()
                    ? readsSnapshot && isHidden(key)
                    : found.get().stamp().equals(outdated);
            if (isOutdated) {
                throw raced("find: the transaction's snapshot is older than a commit of another transaction", null);
            }
            return found;
        } catch (SQLException failed) {
            throw lost("find", failed);
        }
    }

    @Override
    public boolean replace(StoredRecord expected, StoredRecord next) {
        try {
            boolean replaced = table.replace(connection, expected, next);
            if (!replaced) {
                outdated = expected.stamp();
            }
            return replaced;
        } catch (SQLException failed) {
            throw lost("replace", failed);
        }
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        try {
            return PurgeBatches.run(
                    limit,
                    size -> table.purge(connection, table.endedKeys(connection, endedBefore, size), endedBefore));
        } catch (SQLException failed) {
            throw lost("purge", failed);
        }
    }

    @Override
    public void beforeCommit() {
        if (table.dialect() == Dialect.POSTGRESQL) {
            try {
                // PostgreSQL refuses this read if a statement has failed
                table.find(connection, "");
            } catch (SQLException failed) {
                throw lost("beforeCommit", failed);
            }
        }
    }

    /**
     * Checks whether others have committed a row with this key that the transaction's snapshot does not show. Only an
     * insert can find out: it fails, or inserts nothing, if such a row exists. It is rolled back.
     */
    private boolean isHidden(String key) throws SQLException {
        StoredRecord probe = new StoredRecord(key, "0".repeat(StoredRecord.STAMP_LENGTH), Instant.EPOCH, "probe");
        Savepoint before = connection.setSavepoint();
        boolean isFree = false;
        try {
            isFree = table.insert(connection, probe);
        } catch (SQLException failed) {
            if (!SqlFailures.isIntegrityViolation(failed)) {
                throw failed;
            }
        }
        connection.rollback(before);
        return !isFree;
    }

    /** The effect is always none, because the transaction will not be committed. */
    private TokenStoreException lost(String operation, SQLException failed) {
        boolean retryable = SqlFailures.isRetryable(failed);
        return new TokenStoreException(
                Effect.NONE,
                retryable,
                SqlFailures.describe(operation, name, failed) + (retryable ? RUN_AGAIN : "; roll the transaction back"),
                SqlFailures.withoutMessage(failed));
    }

    private static TokenStoreException raced(String what, @Nullable SQLException failed) {
        return new TokenStoreException(
                Effect.NONE, true, what + RUN_AGAIN, failed == null ? null : SqlFailures.withoutMessage(failed));
    }
}
