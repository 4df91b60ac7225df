package dev.handoff.store.jdbc;

import dev.handoff.store.jdbc.TokenStoreCheck.Code;
import dev.handoff.store.jdbc.internal.HandoffTable;
import dev.handoff.store.jdbc.internal.SqlFailures;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Checks how many connections the {@code DataSource} gives, whether they may belong to the host's transactions, and
 * their isolation level. Runs no statement.
 */
final class ConnectionChecks {

    private static final int WANTED = 4;

    private final CheckRun run;
    private final Set<Connection> known = Collections.newSetFromMap(new IdentityHashMap<>());

    ConnectionChecks(CheckRun run) {
        this.run = run;
    }

    /**
     * Opens connections and keeps them open, so that a pool has to give different ones.
     *
     * @param held receives the connections; the caller closes them
     * @return whether at least one connection is open, and no commit on them can commit work of the host
     */
    boolean hold(List<Connection> held) {
        try {
            while (held.size() < WANTED) {
                Connection connection = run.table.dataSource().getConnection();
                held.add(connection);
                if (!isOurOwn(connection)) {
                    return false;
                }
                if (connection.getTransactionIsolation() == Connection.TRANSACTION_READ_UNCOMMITTED) {
                    run.found(Code.READ_UNCOMMITTED, "the default of the connections");
                }
            }
        } catch (SQLException refused) {
            // a lazy DataSource fails only when its connection is used
            while (held.size() > known.size()) {
                HandoffTable.close(held.remove(held.size() - 1));
            }
            run.found(
                    held.isEmpty() ? Code.UNREACHABLE : Code.POOL_SMALL,
                    held.size() + " connections were open; " + SqlFailures.codeOf(refused));
        }
        return !held.isEmpty();
    }

    private boolean isOurOwn(Connection connection) throws SQLException {
        if (run.table.mayBelongToTheHost(connection)) {
            run.found(Code.JOINED, "auto-commit is off");
            return false;
        }
        // a proxy may hide that all calls share one connection, but its metadata shows the real connection
        boolean isNew = known.add(connection.getMetaData().getConnection());
        if (!isNew) {
            run.found(Code.JOINED, "the DataSource gave the same connection twice");
        }
        return isNew;
    }
}
