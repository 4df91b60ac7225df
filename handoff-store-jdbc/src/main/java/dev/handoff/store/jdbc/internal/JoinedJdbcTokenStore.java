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

/** Works on the host's connection, inside the host's transaction. For one thread. */
public final class JoinedJdbcTokenStore implements JoinedTokenStore {

    private static final String RUN_AGAIN = "; roll the transaction back and run it again";

    private final Connection connection;
    private final TableName name;
    private final TableStatements table;
    private final boolean readsSnapshot;
    /** The stamp that a replacement found gone: a read that still shows it shows the past. */
    private @Nullable String outdated;

    /**
     * Asks the connection, once, how it reads.
     *
     * @throws IllegalArgumentException if the connection commits by itself or reads what is not committed
     */
    public JoinedJdbcTokenStore(Connection connection, HandoffTable table) {
        this.connection = connection;
        this.name = table.name();
        try {
            if (connection.getAutoCommit()) {
                throw new IllegalArgumentException("a transaction is needed: the connection's auto-commit must be off");
            }
            int isolation = connection.getTransactionIsolation();
            if (isolation < Connection.TRANSACTION_READ_COMMITTED) {
                throw new IllegalArgumentException("the transaction must read at READ COMMITTED or above");
            }
            readsSnapshot = isolation > Connection.TRANSACTION_READ_COMMITTED;
            this.table = table.statements(connection);
        } catch (SQLException failed) {
            throw lost("joining", failed);
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
                // no savepoint before it, for this is rare: somebody inserts the same session at this very moment
                throw raced("insert: another transaction wrote the session", failed);
            }
            throw lost("insert", failed);
        }
    }

    /**
     * The truth of this moment, which is locked then, or an exception. Above READ COMMITTED a locking read alone is not
     * enough: HSQLDB's shows the snapshot. Writing, if only the same again, makes every database notice that others
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
            boolean isPast = found.isEmpty()
                    ? readsSnapshot && isHidden(key)
                    : found.get().stamp().equals(outdated);
            if (isPast) {
                throw raced("find: the transaction's snapshot is older than what others have committed", null);
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
                // refused where a statement has failed
                table.find(connection, "");
            } catch (SQLException failed) {
                throw lost("beforeCommit", failed);
            }
        }
    }

    /**
     * Whether others have committed a row with this key since the transaction's snapshot, which does not show it. Only
     * the key itself knows: a row of the same key is refused, or stays out, where there is one already.
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

    /** Whatever it was, nothing was written: only a commit makes anything last, and that will not come. */
    private TokenStoreException lost(String operation, SQLException failed) {
        boolean retryable = SqlFailures.isRetryable(failed);
        return new TokenStoreException(
                Effect.NONE,
                retryable,
                SqlFailures.describe(operation, name, failed) + (retryable ? RUN_AGAIN : "; roll the transaction back"),
                SqlFailures.wordless(failed));
    }

    private static TokenStoreException raced(String what, @Nullable SQLException failed) {
        return new TokenStoreException(
                Effect.NONE, true, what + RUN_AGAIN, failed == null ? null : SqlFailures.wordless(failed));
    }
}
