package dev.handoff.store.jdbc.internal;

import dev.handoff.spi.TokenStoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The store's table in the host's database, with the {@code DataSource} and the dialect to use. Thread-safe; every
 * {@code with} method returns another object.
 */
public final class HandoffTable {

    private static final Logger LOG = System.getLogger("dev.handoff.store.jdbc");

    private final DataSource dataSource;
    private final TableName name;
    private final @Nullable Dialect dialect;
    private final boolean ownsConnections;
    private volatile @Nullable TableStatements statements;

    private HandoffTable(DataSource dataSource, TableName name, @Nullable Dialect dialect, boolean ownsConnections) {
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        this.name = name;
        this.dialect = dialect;
        this.ownsConnections = ownsConnections;
    }

    /** Makes the table {@code handoff_session}. */
    public HandoffTable(DataSource dataSource) {
        this(dataSource, new TableName(TableName.DEFAULT), null, false);
    }

    /** Returns the table with this name. */
    public HandoffTable withName(TableName other) {
        return new HandoffTable(dataSource, other, dialect, ownsConnections);
    }

    /** Returns the table with this dialect, also if the driver reports another one. */
    public HandoffTable withDialect(Dialect other) {
        return new HandoffTable(dataSource, name, other, ownsConnections);
    }

    /** Returns the table for connections that are never part of a transaction of the host. */
    public HandoffTable withOwnConnections() {
        return new HandoffTable(dataSource, name, dialect, true);
    }

    public DataSource dataSource() {
        return dataSource;
    }

    public TableName name() {
        return name;
    }

    /** Returns the statements. If the host named no dialect, the first connection decides it. */
    public TableStatements statements(Connection connection) throws SQLException {
        TableStatements known = statements;
        if (known == null) {
            Dialect used = dialect != null
                    ? dialect
                    : Dialect.ofProduct(connection.getMetaData().getDatabaseProductName());
            known = new TableStatements(name, used);
            statements = known;
        }
        return known;
    }

    /** Statements to run on a connection. */
    @FunctionalInterface
    public interface Work<T> {
        T on(TableStatements statements, Connection connection) throws SQLException;
    }

    /**
     * Runs the work on a new connection and commits it. If this throws, the work is rolled back, or its effect is
     * unknown.
     *
     * @throws IllegalStateException if the connection may belong to a transaction of the caller; nothing was done
     */
    public <T> T run(Work<T> work) throws SQLException {
        boolean wasInterrupted = Thread.currentThread().isInterrupted();
        try {
            return runOnce(work);
        } finally {
            if (wasInterrupted) {
                // HSQLDB clears the interrupt
                Thread.currentThread().interrupt();
            }
        }
    }

    private <T> T runOnce(Work<T> work) throws SQLException {
        Connection connection = connect(dataSource);
        try {
            if (mayBelongToTheHost(connection)) {
                throw new IllegalStateException("nothing was done, because auto-commit is off: the connection may be"
                        + " part of a transaction of the caller, which this store would commit. Inside a transaction,"
                        + " use HandoffService.within(store.joining(connection)). If this DataSource never takes part in"
                        + " a transaction of the application, use new JdbcTokenStore(dataSource).withOwnConnections(),"
                        + " in Spring Boot as a bean");
            }
            return on(connection, work);
        } finally {
            close(connection);
        }
    }

    /**
     * Checks whether a commit on this connection might commit work of the host. A pool of a JTA server, Micronaut's
     * {@code DataSource} and Spring's proxies give the running transaction's connection; only auto-commit shows that.
     */
    public boolean mayBelongToTheHost(Connection connection) throws SQLException {
        if (ownsConnections) {
            return false;
        }
        // a lazy proxy reports its own auto-commit until it opens a connection, which the metadata needs
        connection.getMetaData();
        return !connection.getAutoCommit();
    }

    /** Runs the work as {@link #run} does, but on this connection, which stays open. */
    public <T> T on(Connection connection, Work<T> work) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        try {
            T result = work.on(statements(connection), connection);
            if (!autoCommit) {
                connection.commit();
            }
            return result;
        } catch (SQLException | TokenStoreException | Error failed) {
            rollBack(connection, autoCommit, failed);
            throw failed;
        } catch (RuntimeException unexpected) {
            rollBack(connection, autoCommit, unexpected);
            throw withoutMessage(unexpected);
        }
    }

    private static Connection connect(DataSource dataSource) throws SQLException {
        try {
            return dataSource.getConnection();
        } catch (SQLException refused) {
            throw new SqlFailures.NoConnectionException(refused);
        } catch (RuntimeException unexpected) {
            throw new SqlFailures.NoConnectionException(withoutMessage(unexpected));
        }
    }

    /**
     * Converts an unexpected exception of a pool, proxy or driver, without its message, which may quote a statement.
     */
    private static SQLException withoutMessage(RuntimeException unexpected) {
        SQLException failed = new SQLRecoverableException(unexpected.getClass().getName());
        failed.setStackTrace(unexpected.getStackTrace());
        return failed;
    }

    private static void rollBack(Connection connection, boolean autoCommit, Throwable failed) {
        try {
            if (!autoCommit) {
                connection.rollback();
            }
        } catch (SQLException alsoFailed) {
            failed.addSuppressed(alsoFailed);
        }
    }

    /** Closes a connection. If that fails, only a warning is logged, because the work is already committed. */
    public static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException failed) {
            LOG.log(
                    Level.WARNING,
                    "closing a connection failed after its work was done; if this repeats, check the pool",
                    SqlFailures.withoutMessage(failed));
        }
    }
}
