package dev.handoff.spring.boot;

import dev.handoff.HandoffEvent;
import dev.handoff.HandoffListener;
import dev.handoff.spi.JoinedTokenStore;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A transaction of Spring in which calls of the service take part. Keeps the store on the transaction's connection, and
 * the events that are sent after the commit. Is bound to the transaction's connection. Not thread-safe.
 */
final class JoinedTransaction implements TransactionSynchronization {

    private static final Logger LOG = LoggerFactory.getLogger(JoinedTransaction.class);
    private static final Progress BEGINNING = new Progress(0, null);

    private final Object key;
    private final Connection connection;
    private final Function<Connection, JoinedTokenStore> joining;
    private final List<WaitingEvent> events = new ArrayList<>();
    private final Map<Object, Progress> savepoints = new HashMap<>();
    private @Nullable JoinedTokenStore store;
    private @Nullable RuntimeException failure;
    private boolean isOver;

    private JoinedTransaction(Object key, DataSource dataSource, Function<Connection, JoinedTokenStore> joining) {
        this.key = key;
        this.joining = joining;
        try {
            // the proxy applies the transaction's timeout to each statement
            this.connection = new TransactionAwareDataSourceProxy(dataSource).getConnection();
        } catch (SQLException failed) {
            throw new TokenStoreException(
                    Effect.NONE, true, "the transaction's connection failed; run the transaction again", failed);
        }
    }

    private record WaitingEvent(HandoffEvent event, HandoffListener listener) {
        void send() {
            listener.on(event);
        }
    }

    /** The state of the transaction when a savepoint was set. */
    private record Progress(int events, @Nullable RuntimeException failure) {}

    /** Joins the transaction that runs on this thread, and binds the result to the transaction's connection. */
    static JoinedTransaction begin(Object key, DataSource dataSource, Function<Connection, JoinedTokenStore> joining) {
        JoinedTransaction joined = new JoinedTransaction(key, dataSource, joining);
        TransactionSynchronizationManager.bindResource(key, joined);
        TransactionSynchronizationManager.registerSynchronization(joined);
        return joined;
    }

    /** Returns whether the transaction has ended. Later calls, in callbacks after the commit, are not part of it. */
    boolean isOver() {
        return isOver;
    }

    /**
     * Calls the store inside the transaction. After a failed call the transaction can't be committed, even if the
     * application catches the exception.
     */
    <T> T call(Function<TokenStore, T> call) {
        if (failure != null) {
            throw failure;
        }
        try {
            JoinedTokenStore joined = store;
            if (joined == null) {
                joined = joining.apply(connection);
                store = joined;
            }
            return call.apply(joined);
        } catch (RuntimeException failed) {
            failure = failed;
            if (TransactionOwner.isBeingCommitted()) {
                breakConnection(failed);
            }
            throw failed;
        }
    }

    /** Closes the connection, so that the commit fails. Rolls back first, because some databases commit on close. */
    private void breakConnection(RuntimeException failed) {
        Connection target = DataSourceUtils.getTargetConnection(connection);
        try (target) {
            target.rollback();
        } catch (SQLException alsoFailed) {
            failed.addSuppressed(alsoFailed);
        }
    }

    private void release() {
        try {
            connection.close();
        } catch (SQLException failed) {
            LOG.warn("releasing the connection of a transaction failed; if this repeats, check the pool", failed);
        }
    }

    /** Keeps an event for the listener until the transaction has ended. */
    void afterCommit(HandoffEvent event, HandoffListener listener) {
        events.add(new WaitingEvent(event, listener));
    }

    @Override
    public void savepoint(Object savepoint) {
        savepoints.put(savepoint, new Progress(events.size(), failure));
    }

    /** Handles unknown savepoints, too: they were set before this object joined the transaction. */
    @Override
    public void savepointRollback(Object savepoint) {
        Progress progress = savepoints.getOrDefault(savepoint, BEGINNING);
        events.subList(progress.events(), events.size()).clear();
        failure = progress.failure();
        // the store remembers a write that may have been rolled back
        store = null;
        if (savepoint instanceof Savepoint set) {
            undo(set);
        }
    }

    /** Rolls back to the savepoint, as Spring does next. If this fails, the database has undone the transaction. */
    private void undo(Savepoint savepoint) {
        try {
            connection.rollback(savepoint);
        } catch (SQLException gone) {
            failure = new TokenStoreException(
                    Effect.NONE,
                    true,
                    "the savepoint is gone, because the database rolled the transaction back; run it again",
                    gone);
        }
    }

    @Override
    public void beforeCommit(boolean readOnly) {
        if (failure == null && store != null) {
            store.beforeCommit();
        }
        if (failure != null) {
            throw new TokenStoreException(
                    Effect.NONE,
                    failure instanceof TokenStoreException trouble && trouble.isRetryable(),
                    "the transaction is rolled back, because a call of the handoff service failed in it",
                    failure);
        }
    }

    @Override
    public void afterCommit() {
        isOver = true;
        sendEvents();
    }

    /** Sends no events if it is unknown whether the transaction was committed. */
    @Override
    public void afterCompletion(int status) {
        isOver = true;
        TransactionSynchronizationManager.unbindResourceIfPossible(key);
        release();
        if (status == STATUS_COMMITTED) {
            sendEvents();
        }
    }

    /** Runs before other callbacks, so that their calls are not part of this transaction. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    private void sendEvents() {
        List<WaitingEvent> sent = List.copyOf(events);
        events.clear();
        sent.forEach(WaitingEvent::send);
    }
}
