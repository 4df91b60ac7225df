package dev.handoff.store.jdbc.internal;

import dev.handoff.spi.TokenStoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import javax.sql.DataSource;

/** One piece of work on one connection, committed by itself. */
public final class Transactions {

    private static final Logger LOG = System.getLogger("dev.handoff.store.jdbc");

    private Transactions() {}

    /** Work on a connection. */
    @FunctionalInterface
    public interface Work<T> {

        /** Works. */
        T on(Connection connection) throws SQLException;
    }

    /**
     * What the work gives; when this returns, what it wrote is committed, and when it throws, rolled back or in doubt.
     *
     * @throws IllegalStateException if the connection belongs to a transaction of the caller, which is left alone
     */
    public static <T> T run(DataSource dataSource, Work<T> work) throws SQLException {
        boolean wasInterrupted = Thread.currentThread().isInterrupted();
        try {
            return runOnce(dataSource, work);
        } finally {
            if (wasInterrupted) {
                // HSQLDB drops it
                Thread.currentThread().interrupt();
            }
        }
    }

    private static <T> T runOnce(DataSource dataSource, Work<T> work) throws SQLException {
        Connection connection = connect(dataSource);
        if (isJoined(connection)) {
            close(connection);
            throw new IllegalStateException(
                    "the DataSource joins the caller's transaction, which this store would commit;"
                            + " give it the plain DataSource, or use store.joining(connection)");
        }
        try {
            return on(connection, work);
        } finally {
            close(connection);
        }
    }

    /** As {@link #run}, on a connection that stays open. */
    public static <T> T on(Connection connection, Work<T> work) throws SQLException {
        try {
            T result = work.on(connection);
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
            return result;
        } catch (SQLException | TokenStoreException | Error failed) {
            rollBack(connection, failed);
            throw failed;
        } catch (RuntimeException unexpected) {
            rollBack(connection, unexpected);
            throw wordless(unexpected);
        }
    }

    private static Connection connect(DataSource dataSource) throws SQLException {
        try {
            return dataSource.getConnection();
        } catch (SQLException refused) {
            throw new SqlFailures.NoConnectionException(refused);
        } catch (RuntimeException unexpected) {
            throw new SqlFailures.NoConnectionException(wordless(unexpected));
        }
    }

    /** What a pool, a proxy or a driver threw that is no SQLException; its words may quote a statement. */
    private static SQLException wordless(RuntimeException unexpected) {
        SQLException failed = new SQLRecoverableException(unexpected.getClass().getName());
        failed.setStackTrace(unexpected.getStackTrace());
        return failed;
    }

    /**
     * Whether this connection is Spring's proxy for the one of the running transaction. Spring passes a commit on it
     * through to the host's transaction, and gives no sign of it but the proxy's text.
     */
    private static boolean isJoined(Connection connection) throws SQLException {
        if (!isTransactionAware(connection)) {
            return false;
        }
        try {
            return !connection.getAutoCommit();
        } catch (SQLException failed) {
            close(connection);
            throw failed;
        }
    }

    /** Whether this connection is of the kind of Spring's proxies that join a transaction where there is one. */
    public static boolean isTransactionAware(Connection connection) {
        return Proxy.isProxyClass(connection.getClass())
                && connection.toString().startsWith("Transaction-aware proxy for target Connection");
    }

    private static void rollBack(Connection connection, Throwable failed) {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
        } catch (SQLException alsoFailed) {
            failed.addSuppressed(alsoFailed);
        }
    }

    /** What was committed is done: that a connection would not close must not make it look undone. */
    public static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException failed) {
            LOG.log(
                    Level.WARNING,
                    "a connection could not be closed after its work was done",
                    SqlFailures.wordless(failed));
        }
    }
}
