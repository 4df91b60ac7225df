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
 * One transaction of Spring's that handoffs take part in: the store on its connection, and the events that wait for its
 * end. Bound to the transaction's connection. For its thread.
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
            // the transaction's connection, whose statements end with the transaction's time
            this.connection = new TransactionAwareDataSourceProxy(dataSource).getConnection();
        } catch (SQLException failed) {
            throw new TokenStoreException(Effect.NONE, true, "the transaction's connection fails", failed);
        }
    }

    private record WaitingEvent(HandoffEvent event, HandoffListener listener) {
        void send() {
            listener.on(event);
        }
    }

    /** How far the transaction had come when a savepoint was set. */
    private record Progress(int events, @Nullable RuntimeException failure) {}

    /** Joins the transaction that runs on this thread, which is known by its connection from now on. */
    static JoinedTransaction begin(Object key, DataSource dataSource, Function<Connection, JoinedTokenStore> joining) {
        JoinedTransaction joined = new JoinedTransaction(key, dataSource, joining);
        TransactionSynchronizationManager.bindResource(key, joined);
        TransactionSynchronizationManager.registerSynchronization(joined);
        return joined;
    }

    /** Whether it is committed: what comes now, in other callbacks after the commit, is no part of it. */
    boolean isOver() {
        return isOver;
    }

    /**
     * A failed question dooms the transaction, even where the application catches the exception: nothing helps then.
     */
    <T> T ask(Function<TokenStore, T> question) {
        if (failure != null) {
            throw failure;
        }
        try {
            JoinedTokenStore joined = store;
            if (joined == null) {
                joined = joining.apply(connection);
                store = joined;
            }
            return question.apply(joined);
        } catch (RuntimeException failed) {
            failure = failed;
            if (TransactionOwner.isBeingCommitted()) {
                breakConnection(failed);
            }
            throw failed;
        }
    }

    /** So that the commit fails. The rollback comes first, because closing commits on some databases. */
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
            LOG.warn("a transaction's connection could not be released", failed);
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

    /** A savepoint that is not known here was set before handoffs took part. */
    @Override
    public void savepointRollback(Object savepoint) {
        Progress then = savepoints.getOrDefault(savepoint, BEGINNING);
        events.subList(then.events(), events.size()).clear();
        failure = then.failure();
        // what the store remembers of the record may have been undone
        store = null;
        if (savepoint instanceof Savepoint set) {
            undo(set);
        }
    }

    /** As Spring does next. Where it fails, a database that chose a victim has undone more than this. */
    private void undo(Savepoint savepoint) {
        try {
            connection.rollback(savepoint);
        } catch (SQLException gone) {
            failure = new TokenStoreException(
                    Effect.NONE, true, "the savepoint is gone, and with it what was written before", gone);
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
                    "rolled back, since a handoff call failed in this transaction",
                    failure);
        }
    }

    @Override
    public void afterCommit() {
        isOver = true;
        sendEvents();
    }

    /** Where nobody can tell whether the commit came, nobody is notified of it. */
    @Override
    public void afterCompletion(int status) {
        isOver = true;
        TransactionSynchronizationManager.unbindResourceIfPossible(key);
        release();
        if (status == STATUS_COMMITTED) {
            sendEvents();
        }
    }

    /** Before other callbacks, so that what they call is no part of this transaction any more. */
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
