package dev.handoff.store.jdbc;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** One piece of work on one connection, committed by itself. */
final class Transactions {

    private static final Logger LOG = System.getLogger(JdbcTokenStore.class.getName());

    private Transactions() {}

    /** Work on a connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * What the work gives; when this returns, what it wrote is committed, and when it throws, rolled back or in doubt.
     */
    @SuppressWarnings("try")
    static <T> T run(DataSource dataSource, Work<T> work) throws SQLException {
        Connection connection = dataSource.getConnection();
        T result;
        try {
            result = work.on(connection);
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        } catch (SQLException | RuntimeException | Error failed) {
            abandon(connection, failed);
            throw failed;
        }
        close(connection);
        return result;
    }

    private static void abandon(Connection connection, Throwable failed) {
        try (connection) {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
        } catch (SQLException alsoFailed) {
            failed.addSuppressed(alsoFailed);
        }
    }

    /** What was committed is done: that a connection would not close must not make it look undone. */
    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException failed) {
            LOG.log(Level.WARNING, "a connection could not be closed after its work was committed", failed);
        }
    }
}
