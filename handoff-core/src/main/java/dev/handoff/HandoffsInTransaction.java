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
 * A service inside a transaction of the host. The host begins the transaction, calls {@link #handoffs()} next to its
 * own statements, calls {@link #beforeCommit()}, commits, and then calls {@link #committed()}, which notifies the
 * listeners of the writes. Listeners are notified of refusals at once. If the host rolls back, it calls
 * {@link #rolledBack()}: nothing was bound or used up, and no listener is notified.
 *
 * <p>An answer counts only once the commit has returned: do not admit a phone before.
 *
 * <p>When a call throws {@link TokenStoreException}, the transaction can't be used any more: it lost a race, would read
 * a snapshot that is out of date, or lost its connection. Nothing is retried here, and every later call throws the same
 * exception. Roll back and run the whole transaction again, with the host's own statements. Do the same if the commit
 * fails with a serialization failure (SQLState class 40).
 *
 * <p>After a rollback to a savepoint, call {@link #rolledBack()} and go on with a new object, so that no listener is
 * notified of a write that was undone.
 *
 * <p>For one transaction, and for one thread at a time, like the transaction's connection. Only {@link #rolledBack()}
 * may be called by another thread, for instance one that ends transactions which last too long.
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

    /**
     * Returns the service whose calls belong to the transaction. After {@link #committed()} or {@link #rolledBack()},
     * its calls that use the store throw {@link IllegalStateException}.
     */
    public HandoffService handoffs() {
        return handoffs;
    }

    /**
     * Checks whether the transaction may be committed. Call it before the commit, because the host's code may have
     * caught the exception of a call or of its own statement, and PostgreSQL turns the commit of a failed transaction
     * into a rollback without an error.
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

    /** Notifies the listeners, in order and once, of the writes. Call it after the commit. */
    public void committed() {
        if (!isOver) {
            isOver = true;
            events.forEach(afterCommit::notifyListeners);
        }
    }

    /** Discards the events. Call it after a rollback, or if the result of the commit is unknown. */
    public void rolledBack() {
        isOver = true;
    }

    /** Notifies listeners of a refusal at once, because a refusal changed nothing that a rollback could undo. */
    private void keep(HandoffEvent event) {
        if (event.type() == HandoffEvent.Type.REFUSED) {
            afterCommit.notifyListeners(event);
        } else {
            events.add(event);
        }
    }

    /** Passes calls to the store until a call fails or the transaction ends. */
    private final class Guard implements JoinedTokenStore {

        private final JoinedTokenStore store;

        Guard(JoinedTokenStore store) {
            this.store = store;
        }

        @Override
        public boolean insert(StoredRecord record) {
            return call(() -> store.insert(record));
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            return call(() -> store.find(key));
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            return call(() -> store.replace(expected, next));
        }

        @Override
        public int purge(Instant endedBefore, int limit) {
            return call(() -> store.purge(endedBefore, limit));
        }

        /** Keeps an exception like the failure of any other call. */
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

        private <T> T call(Supplier<T> operation) {
            if (isOver) {
                throw new IllegalStateException(
                        "the transaction is over: call the service itself, or within(…) for a new transaction");
            }
            RuntimeException before = failure;
            if (before != null) {
                throw before;
            }
            try {
                return operation.get();
            } catch (RuntimeException failed) {
                failure = failed;
                throw failed;
            }
        }
    }
}
