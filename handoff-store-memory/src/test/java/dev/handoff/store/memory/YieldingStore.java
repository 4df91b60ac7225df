package dev.handoff.store.memory;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import java.time.Instant;
import java.util.Optional;

/** A store that lets other threads run before each write. Otherwise, threads on few processors would rarely race. */
@SuppressWarnings("ThreadPriorityCheck") // only the number of races depends on it
record YieldingStore(TokenStore store) implements TokenStore {

    @Override
    public boolean insert(StoredRecord record) {
        Thread.yield();
        return store.insert(record);
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        return store.find(key);
    }

    @Override
    public boolean replace(StoredRecord expected, StoredRecord next) {
        Thread.yield();
        return store.replace(expected, next);
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        return store.purge(endedBefore, limit);
    }
}
