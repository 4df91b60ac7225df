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
 * A {@code JdbcTokenStore} that takes part in Spring's transactions. Inside a transaction that Spring runs on the
 * {@code DataSource}, it is a part of that transaction; elsewhere one statement per question, each committed by itself.
 * Which of both is looked up at every question, on the caller's thread.
 *
 * <p>A read-only transaction is not joined: reads would lock the row, which databases refuse there. So its reads are
 * statements of their own, which tell what is committed on the primary, and its writes are refused. Thread-safe.
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

    /** This store, as a part of Spring's transactions where it is one over JDBC. */
    static TokenStore joining(TokenStore store) {
        return store instanceof JdbcTokenStore jdbc ? new SpringTokenStore(jdbc) : store;
    }

    /** What is behind such a proxy: transactions are bound to it, and the store's own statements must not join one. */
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
        return ask(joined(), store -> store.find(key));
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
        JdbcSchema.verify(store);
    }

    private <T> T write(Function<TokenStore, T> question) {
        JoinedTransaction joined = joined();
        if (joined == null
                && TransactionSynchronizationManager.isCurrentTransactionReadOnly()
                && owner.running() != null) {
            throw new IllegalStateException("the transaction is read-only: only calls that write nothing work in it");
        }
        return ask(joined, question);
    }

    private <T> T ask(@Nullable JoinedTransaction joined, Function<TokenStore, T> question) {
        return joined == null ? askAlone(question) : joined.ask(question);
    }

    private <T> T askAlone(Function<TokenStore, T> question) {
        if (!TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
            return question.apply(store);
        }
        // else a DataSource that routes by this would lead to a replica, which may answer with the past
        TransactionSynchronizationManager.setCurrentTransactionReadOnly(false);
        try {
            return question.apply(store);
        } finally {
            TransactionSynchronizationManager.setCurrentTransactionReadOnly(true);
        }
    }

    /** Null where there is no transaction to join. */
    private @Nullable JoinedTransaction joined() {
        ConnectionHolder running = owner.running();
        if (running == null) {
            return null;
        }
        // by its connection: a transaction of another manager inside this one leaves it bound
        if (TransactionSynchronizationManager.getResource(running) instanceof JoinedTransaction known) {
            return known.isOver() ? null : known;
        }
        return TransactionSynchronizationManager.isCurrentTransactionReadOnly() || TransactionOwner.isCommitted()
                ? null
                : JoinedTransaction.begin(running, dataSource, store::joining);
    }
}
