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

/** How many connections the {@code DataSource} gives, whose they are, and of what kind. Runs no statement. */
final class ConnectionChecks {

    private static final int WANTED = 4;

    private final CheckRun run;
    private final Set<Connection> known = Collections.newSetFromMap(new IdentityHashMap<>());

    ConnectionChecks(CheckRun run) {
        this.run = run;
    }

    /**
     * Holds one connection after the other, so that a pool has to give different ones.
     *
     * @param held where they go, for the caller to close
     * @return whether there is any, and what is committed on them is certainly nobody else's work
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
                    run.found(Code.READ_UNCOMMITTED, "the connections' default");
                }
            }
        } catch (SQLException refused) {
            // what some give is no connection before it is used
            while (held.size() > known.size()) {
                HandoffTable.close(held.remove(held.size() - 1));
            }
            run.found(
                    held.isEmpty() ? Code.UNREACHABLE : Code.POOL_SMALL,
                    held.size() + " were held; " + SqlFailures.codeOf(refused));
        }
        return !held.isEmpty();
    }

    private boolean isOurOwn(Connection connection) throws SQLException {
        if (run.table.mayBelongToTheHost(connection)) {
            run.found(Code.JOINED, "auto-commit is off");
            return false;
        }
        // a proxy of one connection for all may hide it, but passes its metadata through
        boolean isNew = known.add(connection.getMetaData().getConnection());
        if (!isNew) {
            run.found(Code.JOINED, "one connection was given twice");
        }
        return isNew;
    }
}
