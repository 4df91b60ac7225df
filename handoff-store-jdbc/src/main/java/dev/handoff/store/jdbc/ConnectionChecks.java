package dev.handoff.store.jdbc;

import dev.handoff.store.jdbc.TokenStoreCheck.Code;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Whose connections the {@code DataSource} gives, and of what kind. Runs no statement. */
final class ConnectionChecks {

    private final DataSource dataSource;
    private final Findings findings;

    ConnectionChecks(DataSource dataSource, Findings findings) {
        this.dataSource = dataSource;
        this.findings = findings;
    }

    /** Whether what is committed on this connection is certainly nobody else's work. */
    boolean areOurOwn(Connection first) throws SQLException {
        boolean autoCommit = first.getAutoCommit();
        if (Transactions.isTransactionAware(first)) {
            findings.error(
                    Code.JOINED,
                    "The DataSource joins the caller's transaction, which the store would commit: give it the plain"
                            + " DataSource, and use JdbcTokenStore.joining(connection) inside transactions.");
            return autoCommit;
        }
        if (isSharedWithAnother(first, autoCommit)) {
            findings.error(
                    Code.JOINED,
                    "The DataSource gave one connection to two who asked: their transactions are one; give the store a"
                            + " pool, or the plain DataSource where this one joins the caller's transaction.");
            return false;
        }
        return true;
    }

    private boolean isSharedWithAnother(Connection first, boolean autoCommit) throws SQLException {
        if (autoCommit) {
            first.setAutoCommit(false);
        }
        try {
            Connection second = second();
            try (second) {
                return second != null && isSame(first, second, autoCommit);
            }
        } finally {
            if (autoCommit && !first.isClosed()) {
                first.setAutoCommit(true);
            }
        }
    }

    private @Nullable Connection second() {
        try {
            return dataSource.getConnection();
        } catch (SQLException refused) {
            tooSmall(findings, refused);
            return null;
        }
    }

    /**
     * Without a statement: reading the other's uncommitted row waits for the other where readers lock, and not every
     * driver can be told for how long.
     *
     * @param autoCommit as connections come
     */
    private static boolean isSame(Connection first, Connection second, boolean autoCommit) throws SQLException {
        if (autoCommit && (first.getAutoCommit() || !second.getAutoCommit())) {
            return true;
        }
        return bare(first) == bare(second);
    }

    private static Connection bare(Connection connection) throws SQLException {
        return connection.isWrapperFor(Connection.class) ? connection.unwrap(Connection.class) : connection;
    }

    static void tooSmall(Findings findings, SQLException refused) {
        findings.error(
                Code.POOL_SMALL,
                "While one connection was held, a second could not be had (" + SqlStates.codeOf(refused)
                        + "): a host's transaction that calls the store waits for itself; allow the pool more.");
    }

    void level(Connection connection) throws SQLException {
        if (connection.isReadOnly()) {
            findings.error(
                    Code.READ_ONLY,
                    "The connections are set to read only: give the store a DataSource that writes to the primary.");
        }
        int isolation = connection.getTransactionIsolation();
        switch (isolation) {
            case Connection.TRANSACTION_READ_UNCOMMITTED ->
                findings.error(
                        Code.ISOLATION,
                        "The isolation level is READ UNCOMMITTED: phones would hear of consumptions that are rolled back;"
                                + " set READ COMMITTED or above.");
            case Connection.TRANSACTION_READ_COMMITTED -> isolation("READ COMMITTED");
            case Connection.TRANSACTION_REPEATABLE_READ -> isolation("REPEATABLE READ");
            case Connection.TRANSACTION_SERIALIZABLE -> isolation("SERIALIZABLE");
            default -> isolation("number " + isolation);
        }
    }

    private void isolation(String level) {
        findings.note(Code.ISOLATION, "The isolation level is " + level + ".");
    }
}
