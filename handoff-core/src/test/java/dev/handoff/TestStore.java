package dev.handoff;

import dev.handoff.internal.session.Session;
import dev.handoff.internal.session.SessionText;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A correct store for the tests of this module. It counts its calls, remembers the last used key, lets a rival act
 * before the next write, and loses the answer of the next write. A requested event happens once.
 */
class TestStore implements TokenStore {

    private final Map<String, StoredRecord> records = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicReference<Runnable> beforeWrite = new AtomicReference<>(TestStore::nothing);
    private final AtomicReference<Runnable> afterWrite = new AtomicReference<>(TestStore::nothing);
    private volatile String lastKey = "";

    /** Returns the record under the last used key, null without a record. */
    StoredRecord last() {
        return records.get(lastKey);
    }

    /** Returns the session in that record. */
    Session lastSession() {
        return SessionText.read(last().body(), last().endsAt());
    }

    int callsSinceLastAsked() {
        return calls.getAndSet(0);
    }

    void beforeNextWrite(Runnable rival) {
        beforeWrite.set(rival);
    }

    void loseNextAnswer() {
        afterWrite.set(() -> {
            throw new TokenStoreException(Effect.UNKNOWN, true, "staged: the answer got lost");
        });
    }

    /** Stores this record, without a comparison. */
    void put(StoredRecord record) {
        records.put(record.key(), record);
    }

    @Override
    public boolean insert(StoredRecord record) {
        began(record.key());
        beforeWrite.getAndSet(TestStore::nothing).run();
        boolean inserted = records.putIfAbsent(record.key(), record) == null;
        afterWrite.getAndSet(TestStore::nothing).run();
        return inserted;
    }

    @Override
    public Optional<StoredRecord> find(String sessionKey) {
        began(sessionKey);
        return Optional.ofNullable(records.get(sessionKey));
    }

    @Override
    public boolean replace(StoredRecord expected, StoredRecord next) {
        began(expected.key());
        beforeWrite.getAndSet(TestStore::nothing).run();
        StoredRecord current = records.get(expected.key());
        boolean replaced = current != null
                && current.stamp().equals(expected.stamp())
                && records.replace(expected.key(), current, next);
        afterWrite.getAndSet(TestStore::nothing).run();
        return replaced;
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        calls.incrementAndGet();
        int before = records.size();
        records.values().removeIf(record -> record.endsAt().isBefore(endedBefore));
        return before - records.size();
    }

    private void began(String sessionKey) {
        calls.incrementAndGet();
        lastKey = sessionKey;
    }

    private static void nothing() {}
}
