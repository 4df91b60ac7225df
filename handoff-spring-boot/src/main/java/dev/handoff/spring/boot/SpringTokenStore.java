package dev.handoff.spring.boot;

import dev.handoff.HandoffEvent;
import dev.handoff.HandoffListener;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import dev.handoff.store.jdbc.JdbcSchema;
import dev.handoff.store.jdbc.JdbcTokenStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Inside a transaction that Spring runs on the {@code DataSource}, a part of that transaction; elsewhere one statement
 * per question, each committed by itself. Which of both is looked up at every question, on the caller's thread.
 *
 * <p>A read-only transaction is not joined: reads would lock the row, which databases refuse there. So its reads are
 * statements of their own, which tell what is committed, and its writes are refused. Thread-safe.
 */
final class SpringTokenStore implements TokenStore {

    private final DataSource dataSource;
    private final String table;
    private final JdbcTokenStore ownStatements;

    SpringTokenStore(DataSource dataSource, String table) {
        // transactions are bound to what is behind such a proxy, and the store's own statements must not join one
        this.dataSource =
                dataSource instanceof TransactionAwareDataSourceProxy proxy && proxy.getTargetDataSource() != null
                        ? proxy.getTargetDataSource()
                        : dataSource;
        this.table = table;
        this.ownStatements = new JdbcTokenStore(this.dataSource, table);
    }

    @Override
    public boolean insert(StoredRecord record) {
        return write(store -> store.insert(record));
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        return ask(store -> store.find(key));
    }

    @Override
    public boolean replace(StoredRecord expected, StoredRecord next) {
        return write(store -> store.replace(expected, next));
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        return write(store -> store.purge(endedBefore, limit));
    }

    /**
     * A listener that gets an event after the commit of the transaction that it belongs to, and at once elsewhere. Of a
     * refusal it is notified at once everywhere: it changed nothing.
     */
    HandoffListener afterCommit(HandoffListener listener) {
        return event -> {
            JoinedTransaction joined = joined();
            if (joined == null || event.type() == HandoffEvent.Type.REFUSED) {
                listener.on(event);
            } else {
                joined.afterCommit(event, listener);
            }
        };
    }

    /**
     * Looks whether the table is what the store needs.
     *
     * @throws IllegalStateException if it is not
     */
    void verify() throws SQLException {
        JdbcSchema.verify(dataSource, table);
    }

    private <T> T write(Function<TokenStore, T> question) {
        if (TransactionSynchronizationManager.isCurrentTransactionReadOnly() && isInTransaction()) {
            throw new IllegalStateException("the transaction is read-only: only calls that write nothing work in it");
        }
        return ask(question);
    }

    private <T> T ask(Function<TokenStore, T> question) {
        JoinedTransaction joined = joined();
        return joined == null ? question.apply(ownStatements) : joined.ask(question);
    }

    /** Null where there is no transaction to join. */
    private @Nullable JoinedTransaction joined() {
        if (TransactionSynchronizationManager.getResource(this) instanceof JoinedTransaction known) {
            return known.isOver() ? null : known;
        }
        return isInTransaction() && !TransactionSynchronizationManager.isCurrentTransactionReadOnly()
                ? JoinedTransaction.begin(this, dataSource, ownStatements::joining)
                : null;
    }

    private boolean isInTransaction() {
        return TransactionSynchronizationManager.isSynchronizationActive()
                && TransactionSynchronizationManager.isActualTransactionActive()
                && TransactionSynchronizationManager.hasResource(dataSource)
                && !commitsByItself();
    }

    /** Whoever uses this {@code DataSource} within a transaction of another one leaves such a connection there. */
    private boolean commitsByItself() {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            return connection.getAutoCommit();
        } catch (SQLException failed) {
            throw new TokenStoreException(Effect.NONE, true, "the transaction's connection fails", failed);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }
}
