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

    /** The next insert or replacement that writes is carried out, but its answer gets lost. */
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
        return written(delegate.insert(record));
    }

    @Override
    public Optional<HandoffRecord> find(String sessionKey) {
        return delegate.find(sessionKey);
    }

    @Override
    public boolean replace(HandoffRecord expected, HandoffRecord next) {
        beforeWrite.getAndSet(StagedStore::nothing).run();
        return written(delegate.replace(expected, next));
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        return delegate.purge(endedBefore, limit);
    }

    /** A store that lost a race has written nothing: there is no answer to lose yet. */
    private boolean written(boolean answer) {
        if (answer) {
            afterWrite.getAndSet(StagedStore::nothing).run();
        }
        return answer;
    }

    private static void nothing() {}
}
