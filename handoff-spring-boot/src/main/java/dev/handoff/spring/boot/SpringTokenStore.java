package dev.handoff.spring.boot;

import dev.handoff.HandoffEvent;
import dev.handoff.HandoffListener;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.store.jdbc.JdbcSchema;
import dev.handoff.store.jdbc.JdbcTokenStore;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A {@code JdbcTokenStore} that takes part in Spring's transactions. If Spring runs a transaction on the
 * {@code DataSource} in the caller's thread, each call is part of it. Otherwise each statement is committed
 * immediately.
 *
 * <p>A read-only transaction is not joined, because its reads would lock the row, which databases refuse. Reads in it
 * run outside of the transaction and return what is committed on the primary; writes in it are refused. Thread-safe.
 */
final class SpringTokenStore implements TokenStore {

    private final JdbcTokenStore store;
    private final DataSource dataSource;
    private final TransactionOwner owner;

    SpringTokenStore(JdbcTokenStore store) {
        this.store = store;
        this.dataSource = target(store.dataSource());
        this.owner = new TransactionOwner(dataSource);
    }

    /**
     * Returns a store that takes part in Spring's transactions if the given store is over JDBC, else the given store.
     */
    static TokenStore joining(TokenStore store) {
        return store instanceof JdbcTokenStore jdbc ? new SpringTokenStore(jdbc) : store;
    }

    /**
     * Returns the target of a proxy: transactions are bound to it, and statements outside of them must not join one.
     */
    static DataSource target(DataSource dataSource) {
        return dataSource instanceof TransactionAwareDataSourceProxy proxy && proxy.getTargetDataSource() != null
                ? proxy.getTargetDataSource()
                : dataSource;
    }

    @Override
    public boolean insert(StoredRecord record) {
        return write(store -> store.insert(record));
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        return call(joined(), store -> store.find(key));
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
     * Returns a listener that receives events after the commit of their transaction. Without a transaction, and for
     * refusals, which change nothing, it is notified at once.
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
     * Checks whether the table fits the store.
     *
     * @throws IllegalStateException if it does not fit
     */
    void verify() throws SQLException {
        JdbcSchema.verify(store);
    }

    private <T> T write(Function<TokenStore, T> call) {
        JoinedTransaction joined = joined();
        if (joined == null
                && TransactionSynchronizationManager.isCurrentTransactionReadOnly()
                && owner.running() != null) {
            throw new IllegalStateException("the transaction is read-only, but this call writes: make the call in a"
                    + " transaction that may write, or outside of transactions");
        }
        return call(joined, call);
    }

    private <T> T call(@Nullable JoinedTransaction joined, Function<TokenStore, T> call) {
        return joined == null ? callOutside(call) : joined.call(call);
    }

    private <T> T callOutside(Function<TokenStore, T> call) {
        if (!TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
            return call.apply(store);
        }
        // with this flag on, a routing DataSource would choose a replica, which may return old records
        TransactionSynchronizationManager.setCurrentTransactionReadOnly(false);
        try {
            return call.apply(store);
        } finally {
            TransactionSynchronizationManager.setCurrentTransactionReadOnly(true);
        }
    }

    /** Returns the joined transaction, or null if there is no transaction to join. */
    private @Nullable JoinedTransaction joined() {
        ConnectionHolder running = owner.running();
        if (running == null) {
            return null;
        }
        // bound to the connection, so that an inner transaction of another manager does not hide it
        if (TransactionSynchronizationManager.getResource(running) instanceof JoinedTransaction known) {
            return known.isOver() ? null : known;
        }
        return TransactionSynchronizationManager.isCurrentTransactionReadOnly() || TransactionOwner.isCommitted()
                ? null
                : JoinedTransaction.begin(running, dataSource, store::joining);
    }
}
