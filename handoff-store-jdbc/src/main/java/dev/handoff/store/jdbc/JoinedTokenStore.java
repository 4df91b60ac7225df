package dev.handoff.store.jdbc;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.Stamp;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Works on the host's connection, inside the host's transaction. For one thread. */
final class JoinedTokenStore implements TokenStore {

    private final Connection connection;
    private final Rows rows;
    /** What replacements found changed: a read that still shows one of them shows the past. */
    private final Set<Stamp> gone = new HashSet<>();

    JoinedTokenStore(Connection connection, TableName table) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalArgumentException("a transaction is needed: the connection's auto-commit must be off");
        }
        int isolation = connection.getTransactionIsolation();
        if (isolation < Connection.TRANSACTION_READ_COMMITTED) {
            throw new IllegalArgumentException("the transaction must read at READ COMMITTED or above");
        }
        this.connection = connection;
        this.rows = new Rows(table);
    }

    @Override
    public boolean insert(HandoffRecord record) {
        try {
            Savepoint before = connection.setSavepoint();
            try {
                boolean inserted = rows.insert(connection, record);
                connection.releaseSavepoint(before);
                return inserted;
            } catch (SQLException failed) {
                // without this, PostgreSQL would refuse every further statement of the host's
                connection.rollback(before);
                if (!isConflict(failed)) {
                    throw failed;
                }
            }
        } catch (SQLException failed) {
            throw lost("insert", failed);
        }
        if (find(record.sessionKey()).isEmpty()) {
            throw stale("insert");
        }
        return false;
    }

    @Override
    public Optional<HandoffRecord> find(String sessionKey) {
        try {
            Optional<HandoffRecord> found = rows.findLocked(connection, sessionKey);
            if (found.isPresent() && gone.contains(found.get().stamp())) {
                throw stale("find");
            }
            return found;
        } catch (SQLException failed) {
            throw lost("find", failed);
        } catch (IllegalArgumentException malformed) {
            throw Columns.noRecord(malformed);
        }
    }

    @Override
    public boolean replace(HandoffRecord expected, HandoffRecord next) {
        try {
            boolean replaced = rows.replace(connection, expected, next);
            if (!replaced) {
                gone.add(expected.stamp());
            }
            return replaced;
        } catch (SQLException failed) {
            throw lost("replace", failed);
        }
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        try {
            List<String> keys = rows.endedKeys(connection, endedBefore, Math.min(limit, JdbcTokenStore.LARGEST_PURGE));
            return keys.isEmpty() ? 0 : rows.purge(connection, keys, endedBefore);
        } catch (SQLException failed) {
            throw lost("purge", failed);
        }
    }

    /** Whether an insert may have failed because somebody else's row is there. */
    private static boolean isConflict(SQLException failed) {
        return SqlStates.isIntegrityViolation(failed) || failed.getSQLState() == null;
    }

    /** Whatever it was: only a commit makes anything last, and that will not come. */
    private static TokenStoreException lost(String operation, SQLException failed) {
        String advice = SqlStates.isSerializationFailure(failed)
                ? "; the transaction lost a race: roll it back and run it again"
                : "; roll the transaction back";
        return SqlStates.trouble(Effect.NONE, operation, advice, failed);
    }

    private static TokenStoreException stale(String operation) {
        return new TokenStoreException(
                Effect.NONE,
                operation
                        + ": the transaction's snapshot is older than what others have committed; roll it back and run it"
                        + " again");
    }
}
