package dev.handoff.testkit;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A store on which a test stages trouble: the store is down, fails a read or a write, loses an answer, or lets a rival
 * act between the library's decision and its write. Each trouble except {@link #goDown} happens once, at the next call
 * of its kind; calls then throw a retryable {@link TokenStoreException}. Thread-safe, but stage trouble from one
 * thread.
 */
public final class StagedStore implements TokenStore {

    private final TokenStore delegate;
    private final AtomicReference<Runnable> beforeRead = new AtomicReference<>(StagedStore::nothing);
    private final AtomicReference<Runnable> beforeWrite = new AtomicReference<>(StagedStore::nothing);
    private final AtomicReference<Runnable> afterWrite = new AtomicReference<>(StagedStore::nothing);
    private volatile boolean down;

    /** Wraps a store. */
    public StagedStore(TokenStore delegate) {
        this.delegate = delegate;
    }

    /** Makes every call fail without effect until {@link #comeBack}. */
    public void goDown() {
        down = true;
    }

    /** Makes calls work again, on the records that were stored before. */
    public void comeBack() {
        down = false;
    }

    /**
     * Makes the next read fail. The hello of a session's first phone reads nothing, because its code names the record.
     */
    public void failNextRead() {
        beforeRead.set(() -> {
            throw trouble(Effect.NONE, "the read failed");
        });
    }

    /** Makes the next insert or replacement fail with the effect {@code NONE}; nothing is written. */
    public void failNextWrite() {
        beforeWrite.set(() -> {
            throw trouble(Effect.NONE, "nothing was written");
        });
    }

    /**
     * Loses the answer to the next insert or replacement that writes. The record is written, and the library reads it
     * to find out.
     */
    public void loseNextAnswer() {
        afterWrite.set(StagedStore::lost);
    }

    /**
     * Loses the answer to the next insert or replacement that writes, and makes every later call fail. The record is
     * written, but the library can't read it to find out.
     */
    public void goDownWithNextAnswer() {
        afterWrite.set(() -> {
            goDown();
            lost();
        });
    }

    /** Runs the rival just before the next insert or replacement, which then finds what the rival has written. */
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

    /** An answer gets lost only after a write: a store that returned false has written nothing. */
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
