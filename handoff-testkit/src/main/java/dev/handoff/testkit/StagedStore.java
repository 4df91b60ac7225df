package dev.handoff.testkit;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A store on which trouble is staged: it is down, fails a read or a write, loses an answer, or lets a rival act between
 * core's decision and its write. But for being down, what is staged happens once, at the next call that it fits; the
 * trouble is a {@link TokenStoreException} that may be retried. Thread-safe, but stage from one thread.
 */
public final class StagedStore implements TokenStore {

    private final TokenStore delegate;
    private final AtomicReference<Runnable> beforeRead = new AtomicReference<>(StagedStore::nothing);
    private final AtomicReference<Runnable> beforeWrite = new AtomicReference<>(StagedStore::nothing);
    private final AtomicReference<Runnable> afterWrite = new AtomicReference<>(StagedStore::nothing);
    private volatile boolean down;

    /** Stages what reaches this store. */
    public StagedStore(TokenStore delegate) {
        this.delegate = delegate;
    }

    /** Every call fails from now on and does nothing, until {@link #comeBack}. */
    public void goDown() {
        down = true;
    }

    /** Calls work again, on what was stored before. */
    public void comeBack() {
        down = false;
    }

    /** The next read fails. The hello of a session's first phone needs none: the phone's code says what was stored. */
    public void failNextRead() {
        beforeRead.set(() -> {
            throw trouble(Effect.NONE, "the read failed");
        });
    }

    /** The next insert or replacement fails before anything is written, and says so. */
    public void failNextWrite() {
        beforeWrite.set(() -> {
            throw trouble(Effect.NONE, "nothing was written");
        });
    }

    /**
     * The next insert or replacement that writes is carried out, but its answer gets lost. Core looks what became of
     * it.
     */
    public void loseNextAnswer() {
        afterWrite.set(StagedStore::lost);
    }

    /**
     * The next insert or replacement that writes is carried out, but its answer gets lost, and the store is down from
     * then on, so that core can't look what became of it.
     */
    public void goDownWithNextAnswer() {
        afterWrite.set(() -> {
            goDown();
            lost();
        });
    }

    /** The rival acts just before the next insert or replacement, which then finds a changed world. */
    public void beforeNextWrite(Runnable rival) {
        beforeWrite.set(rival);
    }

    @Override
    public boolean insert(StoredRecord record) {
        before(beforeWrite);
        return written(delegate.insert(record));
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        before(beforeRead);
        return delegate.find(key);
    }

    @Override
    public boolean replace(StoredRecord expected, StoredRecord next) {
        before(beforeWrite);
        return written(delegate.replace(expected, next));
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        requireUp();
        return delegate.purge(endedBefore, limit);
    }

    private void before(AtomicReference<Runnable> staged) {
        requireUp();
        staged.getAndSet(StagedStore::nothing).run();
    }

    private void requireUp() {
        if (down) {
            throw trouble(Effect.NONE, "the store is down");
        }
    }

    /** A store that lost a race has written nothing: there is no answer to lose yet. */
    private boolean written(boolean answer) {
        if (answer) {
            afterWrite.getAndSet(StagedStore::nothing).run();
        }
        return answer;
    }

    private static void lost() {
        throw trouble(Effect.UNKNOWN, "the answer got lost");
    }

    private static TokenStoreException trouble(Effect effect, String what) {
        return new TokenStoreException(effect, true, "staged: " + what);
    }

    private static void nothing() {}
}
