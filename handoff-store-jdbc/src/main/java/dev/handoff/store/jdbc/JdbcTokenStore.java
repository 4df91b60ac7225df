package dev.handoff.store.jdbc;

import dev.handoff.spi.JoinedTokenStore;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import dev.handoff.store.jdbc.internal.Dialect;
import dev.handoff.store.jdbc.internal.HandoffTable;
import dev.handoff.store.jdbc.internal.JoinedJdbcTokenStore;
import dev.handoff.store.jdbc.internal.PurgeBatches;
import dev.handoff.store.jdbc.internal.SqlFailures;
import dev.handoff.store.jdbc.internal.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Keeps records in a table of a relational database. Each statement runs on a connection from the {@code DataSource}
 * and is committed immediately. The row count of a conditional update decides which caller was first.
 *
 * <p>The {@code DataSource} must lead to the primary: a lagging replica returns old records to {@code find}. Any
 * isolation level is allowed; a serialization failure counts as a lost race.
 *
 * <p>The store never commits work of the host. A connection whose auto-commit is off may be part of a transaction of
 * the caller (JTA pools, Micronaut's {@code DataSource} and Spring's proxies give such connections). On such a
 * connection every call throws {@link IllegalStateException} before it runs a statement. For calls inside a transaction
 * see {@link #joining(Connection)}; for a pool that turns auto-commit off see {@link #withOwnConnections()}.
 *
 * <p>Immutable and thread-safe: every {@code with} method returns another store. Never runs DDL: see
 * {@link JdbcSchema}.
 */
public final class JdbcTokenStore implements TokenStore {

    private static final int MOST_ATTEMPTS = 5;

    private final HandoffTable table;

    /** Makes a store over the table {@code handoff_session}. The first connection reports which dialect it needs. */
    public JdbcTokenStore(DataSource dataSource) {
        this(new HandoffTable(dataSource));
    }

    private JdbcTokenStore(HandoffTable table) {
        this.table = table;
    }

    /**
     * Returns a store over the table with this name.
     *
     * @param name a plain identifier that is no reserved word of SQL; a schema and a dot may stand before it
     * @throws IllegalArgumentException if the name is not allowed
     */
    public JdbcTokenStore withTable(String name) {
        return new JdbcTokenStore(table.withName(new TableName(name)));
    }

    /**
     * Returns a store that uses this dialect, for a driver or proxy that does not report its database.
     *
     * @param name {@code postgresql}, {@code mysql}, {@code mariadb}, {@code h2}, {@code hsqldb}, {@code sqlite},
     *     {@code derby}, {@code oracle}, {@code sqlserver}, {@code db2}, or {@code standard} for plain standard SQL
     * @throws IllegalArgumentException if the name is unknown
     */
    public JdbcTokenStore withDialect(String name) {
        return new JdbcTokenStore(table.withDialect(Dialect.named(name)));
    }

    /**
     * Returns a store for a {@code DataSource} whose connections never take part in a transaction of the host. If their
     * auto-commit is off, the store commits or rolls back after every statement. It never changes auto-commit itself.
     */
    public JdbcTokenStore withOwnConnections() {
        return new JdbcTokenStore(table.withOwnConnections());
    }

    /** Returns the {@code DataSource} that the store was made with. */
    public DataSource dataSource() {
        return table.dataSource();
    }

    HandoffTable table() {
        return table;
    }

    /**
     * Returns this store inside a transaction of the host, for {@code HandoffService.within}. The returned store uses
     * this connection and the same table. It never commits, retries nothing, and rolls back only to a savepoint that it
     * set itself. Reads lock the row, so that they return what is committed now and not what an old snapshot shows. If
     * the database can't do that, or if the transaction lost a race, calls throw: roll back and run the whole
     * transaction again.
     *
     * <p>Use the returned store in one transaction and in one thread at a time, like the connection.
     *
     * @param connection with auto-commit off, at READ COMMITTED or above
     * @throws IllegalArgumentException if the connection's auto-commit is on, or its isolation is READ UNCOMMITTED
     * @throws TokenStoreException if the connection fails
     */
    public JoinedTokenStore joining(Connection connection) {
        return new JoinedJdbcTokenStore(Objects.requireNonNull(connection, "connection"), table);
    }

    @Override
    public boolean insert(StoredRecord record) {
        for (int attempt = 1; ; attempt++) {
            try {
                return table.run((sql, connection) -> sql.insert(connection, record));
            } catch (SQLException failed) {
                TokenStoreException trouble = SqlFailures.trouble("insert", table.name(), failed);
                boolean isRace = SqlFailures.isSerializationFailure(failed);
                // if the effect is unknown, the row may be this very record, or a later state of it
                if (!isRace && trouble.effect() == Effect.NONE && isThere(record.key(), failed)) {
                    return false;
                }
                boolean isPassing = isRace || SqlFailures.isIntegrityViolation(failed);
                if (isPassing && attempt < MOST_ATTEMPTS) {
                    // the row that blocked the insert may have been purged meanwhile
                    continue;
                }
                if (isRace) {
                    return false;
                }
                throw trouble;
            }
        }
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        for (int attempt = 1; ; attempt++) {
            try {
                return table.run((sql, connection) -> sql.find(connection, key));
            } catch (SQLException failed) {
                // at SERIALIZABLE, reads can lose races, too
                if (attempt == MOST_ATTEMPTS || !SqlFailures.isSerializationFailure(failed)) {
                    throw SqlFailures.troubleReading("find", table.name(), failed);
                }
            }
        }
    }

    @Override
    public boolean replace(StoredRecord expected, StoredRecord next) {
        try {
            return table.run((sql, connection) -> sql.replace(connection, expected, next));
        } catch (SQLException failed) {
            if (SqlFailures.isSerializationFailure(failed)) {
                return false;
            }
            throw SqlFailures.trouble("replace", table.name(), failed);
        }
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        try {
            return PurgeBatches.run(limit, size -> purgeBatch(endedBefore, size));
        } catch (SQLException failed) {
            throw SqlFailures.trouble("purge", table.name(), failed);
        }
    }

    /** Runs two statements, because no portable statement deletes up to a limit. Each one is committed separately. */
    private int purgeBatch(Instant endedBefore, int size) throws SQLException {
        try {
            List<String> keys = table.run((sql, connection) -> sql.endedKeys(connection, endedBefore, size));
            return keys.isEmpty() ? 0 : table.run((sql, connection) -> sql.purge(connection, keys, endedBefore));
        } catch (SQLException failed) {
            if (SqlFailures.isSerializationFailure(failed)) {
                // another node is deleting the same rows
                return 0;
            }
            throw failed;
        }
    }

    /** Checks whether a record exists. Drivers report duplicates in many ways, so the store reads the table. */
    private boolean isThere(String key, SQLException failed) {
        try {
            return find(key).isPresent();
        } catch (TokenStoreException unreadable) {
            failed.addSuppressed(unreadable);
            return false;
        }
    }
}
