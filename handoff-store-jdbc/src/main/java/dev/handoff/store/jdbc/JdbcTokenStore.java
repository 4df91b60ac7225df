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
 * Keeps records in a table of a relational database. One statement per question, each on a connection of its own and
 * committed by itself. The row count of a conditional update decides who was first.
 *
 * <p>The {@code DataSource} must lead to the primary: a lagging replica answers {@code find} with the past. Any
 * isolation level will do; a serialization failure counts as a lost race.
 *
 * <p>The store commits nothing of the host's. A connection whose auto-commit is off may be part of a transaction of the
 * caller's (JTA pools, Micronaut's {@code DataSource} and Spring's proxies give such connections). On it every call
 * throws {@link IllegalStateException} before any statement; see {@link #joining(Connection)} for calls inside a
 * transaction, and {@link #withOwnConnections()} for a pool that turns auto-commit off.
 *
 * <p>Immutable and thread-safe: every {@code with} returns another store. Never runs DDL: see {@link JdbcSchema}.
 */
public final class JdbcTokenStore implements TokenStore {

    private static final int MOST_ATTEMPTS = 5;

    private final HandoffTable table;

    /** Over the table {@code handoff_session}, in the dialect of the database that the first connection names. */
    public JdbcTokenStore(DataSource dataSource) {
        this(new HandoffTable(dataSource));
    }

    private JdbcTokenStore(HandoffTable table) {
        this.table = table;
    }

    /**
     * The same over a table of this name.
     *
     * @param name a plain identifier that is no reserved word of SQL, with a schema and a dot in front or not
     * @throws IllegalArgumentException if it is anything else
     */
    public JdbcTokenStore withTable(String name) {
        return new JdbcTokenStore(table.withName(new TableName(name)));
    }

    /**
     * The same in this dialect, for a driver or proxy that does not name the database it leads to.
     *
     * @param name {@code postgresql}, {@code mysql}, {@code mariadb}, {@code h2}, {@code hsqldb}, {@code sqlite},
     *     {@code derby}, {@code oracle}, {@code sqlserver}, {@code db2}, or {@code standard} for plain standard SQL
     * @throws IllegalArgumentException if it is none of these
     */
    public JdbcTokenStore withDialect(String name) {
        return new JdbcTokenStore(table.withDialect(Dialect.named(name)));
    }

    /**
     * The same, after the host has declared that connections of this {@code DataSource} never take part in a
     * transaction of its own. Where their auto-commit is off, every statement is then followed by a commit or a
     * rollback. Auto-commit itself is never changed.
     */
    public JdbcTokenStore withOwnConnections() {
        return new JdbcTokenStore(table.withOwnConnections());
    }

    /** The {@code DataSource} that the store was made with. */
    public DataSource dataSource() {
        return table.dataSource();
    }

    HandoffTable table() {
        return table;
    }

    /**
     * This store inside a transaction of the host's, for {@code HandoffService.within}: it works on this connection and
     * the same table, never commits, rolls back no more than a probe of its own, and retries nothing. Reads lock the
     * row, so that they tell what is committed now and not what an old snapshot shows. Where that can't be had, and
     * where the transaction lost a race, calls throw: roll back and run the whole transaction again.
     *
     * <p>For one transaction and one thread at a time, like the connection.
     *
     * @param connection with auto-commit off, at READ COMMITTED or above
     * @throws IllegalArgumentException if the connection commits by itself or reads what is not committed
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
                // where the effect is unknown, what is there may be this very record, or what others have made of it
                if (!isRace && trouble.effect() == Effect.NONE && isThere(record.key(), failed)) {
                    return false;
                }
                boolean isPassing = isRace || SqlFailures.isIntegrityViolation(failed);
                if (isPassing && attempt < MOST_ATTEMPTS) {
                    // what was in the way may have been purged meanwhile
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
                // at SERIALIZABLE, reads can lose races too
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

    /** Two statements, since no portable one deletes up to a limit. Each is committed by itself. */
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

    /** Drivers signal duplicates in many ways; whether there is a record, only the table can say. */
    private boolean isThere(String key, SQLException failed) {
        try {
            return find(key).isPresent();
        } catch (TokenStoreException unreadable) {
            failed.addSuppressed(unreadable);
            return false;
        }
    }
}
