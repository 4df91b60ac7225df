package dev.handoff.testkit;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Lets a rival act between core's decision and its write, takes the answer to a write away, or fails it: the moments at
 * which a wrong implementation breaks. What is staged happens once. Thread-safe, but stage from one thread.
 */
public final class StagedStore implements TokenStore {

    private final TokenStore delegate;
    private final AtomicReference<Runnable> beforeWrite = new AtomicReference<>(StagedStore::nothing);
    private final AtomicReference<Runnable> afterWrite = new AtomicReference<>(StagedStore::nothing);

    /** Stages what reaches this store. */
    public StagedStore(TokenStore delegate) {
        this.delegate = delegate;
    }

    /** The rival acts just before the next insert or replacement, which then finds a changed world. */
    public void beforeNextWrite(Runnable rival) {
        beforeWrite.set(rival);
    }

    /** The next insert or replacement is carried out, but its answer gets lost. */
    public void loseNextAnswer() {
        afterWrite.set(() -> {
            throw new TokenStoreException(Effect.UNKNOWN, true, "staged: the answer got lost");
        });
    }

    /** The next insert or replacement fails before anything is written, and says so. */
    public void failNextWrite() {
        beforeWrite.set(() -> {
            throw new TokenStoreException(Effect.NONE, true, "staged: nothing was written");
        });
    }

    @Override
    public boolean insert(HandoffRecord record) {
        beforeWrite.getAndSet(StagedStore::nothing).run();
        boolean inserted = delegate.insert(record);
        afterWrite.getAndSet(StagedStore::nothing).run();
        return inserted;
    }

    @Override
    public Optional<HandoffRecord> find(String sessionKey) {
        return delegate.find(sessionKey);
    }

    @Override
    public boolean replace(HandoffRecord expected, HandoffRecord next) {
        beforeWrite.getAndSet(StagedStore::nothing).run();
        boolean replaced = delegate.replace(expected, next);
        afterWrite.getAndSet(StagedStore::nothing).run();
        return replaced;
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        return delegate.purge(endedBefore, limit);
    }

    private static void nothing() {}
}
