package dev.handoff;

import dev.handoff.spi.JoinedTokenStore;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A service inside a transaction of the host's. The host begins the transaction, calls {@link #handoffs()} beside its
 * own statements, calls {@link #beforeCommit()}, commits, and then calls {@link #committed()}, which is when the
 * listeners are notified of what was written; of refusals they are notified at once. Where the host rolls back, it
 * calls {@link #rolledBack()}: nothing was bound or used up, and nobody is notified.
 *
 * <p>An answer is a promise only once the commit returned: don't admit a phone before.
 *
 * <p>When a call throws {@link TokenStoreException}, the transaction is of no use any more: it lost a race, would have
 * answered from a snapshot that others have left behind, or lost its connection. Nothing is retried here, and every
 * later call throws the same. Roll back and run the whole transaction again, the host's own statements with it; a
 * commit that fails with a serialization failure (SQLState class 40) asks for the same.
 *
 * <p>A host that rolls back to a savepoint calls {@link #rolledBack()}, too, and goes on with a new object: what was
 * undone must not be told.
 *
 * <p>For one transaction, and for one thread at a time, like the connection it runs on. Only {@link #rolledBack()} may
 * come from another thread, such as one that ends transactions which last too long.
 */
public final class HandoffsInTransaction {

    private final HandoffService handoffs;
    private final Guard guard;
    private final Notifier afterCommit;
    private final List<HandoffEvent> events = new ArrayList<>();
    private @Nullable RuntimeException failure;
    private volatile boolean isOver;

    HandoffsInTransaction(ServiceParts parts, JoinedTokenStore joined) {
        this.guard = new Guard(joined);
        this.afterCommit = parts.notifier();
        this.handoffs = new HandoffService(parts.with(guard, new Notifier(List.of(this::keep))));
    }

    /** The service whose calls belong to the transaction. Throws {@link IllegalStateException} after its end. */
    public HandoffService handoffs() {
        return handoffs;
    }

    /**
     * To be called before the commit, for a host whose code may have caught the exception of a call or of a statement
     * of its own. PostgreSQL would take the commit of a failed transaction for a rollback, and say nothing.
     *
     * @throws TokenStoreException if the transaction must not be committed
     */
    public void beforeCommit() {
        guard.beforeCommit();
        RuntimeException failed = failure;
        if (failed != null) {
            throw new TokenStoreException(
                    Effect.NONE,
                    failed instanceof TokenStoreException trouble && trouble.isRetryable(),
                    "a call or a statement failed in this transaction, which must be rolled back",
                    failed);
        }
    }

    /** The transaction is committed: the listeners are notified of what was written in it, in order, once. */
    public void committed() {
        if (!isOver) {
            isOver = true;
            events.forEach(afterCommit::tell);
        }
    }

    /** The transaction is rolled back, or nobody knows how it ended: nobody is notified. */
    public void rolledBack() {
        isOver = true;
    }

    /** A refusal is told at once: it changed nothing. */
    private void keep(HandoffEvent event) {
        if (event.type() == HandoffEvent.Type.REFUSED) {
            afterCommit.tell(event);
        } else {
            events.add(event);
        }
    }

    /** Asks the store until a question fails or the transaction ends. */
    private final class Guard implements JoinedTokenStore {

        private final JoinedTokenStore store;

        Guard(JoinedTokenStore store) {
            this.store = store;
        }

        @Override
        public boolean insert(StoredRecord record) {
            return ask(() -> store.insert(record));
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            return ask(() -> store.find(key));
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            return ask(() -> store.replace(expected, next));
        }

        @Override
        public int purge(Instant endedBefore, int limit) {
            return ask(() -> store.purge(endedBefore, limit));
        }

        /** What it throws is kept like the failure of any other question. */
        @Override
        public void beforeCommit() {
            if (failure == null) {
                try {
                    store.beforeCommit();
                } catch (RuntimeException failed) {
                    failure = failed;
                }
            }
        }

        private <T> T ask(Supplier<T> question) {
            if (isOver) {
                throw new IllegalStateException("the transaction is over: use the service that it was made of");
            }
            RuntimeException before = failure;
            if (before != null) {
                throw before;
            }
            try {
                return question.get();
            } catch (RuntimeException failed) {
                failure = failed;
                throw failed;
            }
        }
    }
}
