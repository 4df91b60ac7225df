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
 * The table in the host's database, and how to work on it: with which connections, and in which dialect. Thread-safe;
 * every {@code with} returns another one.
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

    /** The table {@code handoff_session}. */
    public HandoffTable(DataSource dataSource) {
        this(dataSource, new TableName(TableName.DEFAULT), null, false);
    }

    /** The table of this name. */
    public HandoffTable withName(TableName other) {
        return new HandoffTable(dataSource, other, dialect, ownsConnections);
    }

    /** The table in this dialect, whatever the driver tells. */
    public HandoffTable withDialect(Dialect other) {
        return new HandoffTable(dataSource, name, other, ownsConnections);
    }

    /** The table, where no connection is ever part of a transaction of the host's. */
    public HandoffTable withOwnConnections() {
        return new HandoffTable(dataSource, name, dialect, true);
    }

    /** Where its connections come from. */
    public DataSource dataSource() {
        return dataSource;
    }

    /** Its name. */
    public TableName name() {
        return name;
    }

    /** The statements; in which dialect, the first connection tells. */
    public TableStatements statements(Connection connection) throws SQLException {
        TableStatements known = statements;
        if (known == null) {
            Dialect spoken = dialect != null
                    ? dialect
                    : Dialect.ofProduct(connection.getMetaData().getDatabaseProductName());
            known = new TableStatements(name, spoken);
            statements = known;
        }
        return known;
    }

    /** Work on a connection. */
    @FunctionalInterface
    public interface Work<T> {

        /** Works. */
        T on(TableStatements statements, Connection connection) throws SQLException;
    }

    /**
     * One piece of work on one connection, committed by itself: when this returns, what it wrote is committed, and when
     * it throws, rolled back or in doubt.
     *
     * @throws IllegalStateException if the connection may belong to a transaction of the caller's, which is left alone
     */
    public <T> T run(Work<T> work) throws SQLException {
        boolean wasInterrupted = Thread.currentThread().isInterrupted();
        try {
            return runOnce(work);
        } finally {
            if (wasInterrupted) {
                // HSQLDB drops it
                Thread.currentThread().interrupt();
            }
        }
    }

    private <T> T runOnce(Work<T> work) throws SQLException {
        Connection connection = connect(dataSource);
        try {
            if (mayBelongToTheHost(connection)) {
                throw new IllegalStateException("nothing was done, because auto-commit is off: the connection may be"
                        + " part of a transaction of the caller's, which this store would commit. Inside a transaction,"
                        + " use HandoffService.within(store.joining(connection)). If this DataSource never takes part in"
                        + " a transaction of the application's, say so: new JdbcTokenStore(dataSource).withOwnConnections(),"
                        + " in Spring Boot as a bean");
            }
            return on(connection, work);
        } finally {
            close(connection);
        }
    }

    /**
     * Whether a commit on this connection might be a commit of the host's. A pool of a JTA server, Micronaut's
     * {@code DataSource} and Spring's proxies give the running transaction's connection, and only auto-commit shows it.
     */
    public boolean mayBelongToTheHost(Connection connection) throws SQLException {
        if (ownsConnections) {
            return false;
        }
        // a lazy proxy answers for itself until it has to have a connection
        connection.getMetaData();
        return !connection.getAutoCommit();
    }

    /** As {@link #run}, on a connection that stays open. */
    public <T> T on(Connection connection, Work<T> work) throws SQLException {
        boolean commitsByItself = connection.getAutoCommit();
        try {
            T result = work.on(statements(connection), connection);
            if (!commitsByItself) {
                connection.commit();
            }
            return result;
        } catch (SQLException | TokenStoreException | Error failed) {
            rollBack(connection, commitsByItself, failed);
            throw failed;
        } catch (RuntimeException unexpected) {
            rollBack(connection, commitsByItself, unexpected);
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

    private static void rollBack(Connection connection, boolean commitsByItself, Throwable failed) {
        try {
            if (!commitsByItself) {
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
