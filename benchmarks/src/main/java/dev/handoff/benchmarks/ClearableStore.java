package dev.handoff.benchmarks;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.store.memory.MemoryTokenStore;
import java.time.Instant;
import java.util.Optional;

/** A memory store that is emptied before each batch, so that a growing heap is not measured. */
final class ClearableStore implements TokenStore {

    private MemoryTokenStore store = new MemoryTokenStore();

    void clear() {
        store = new MemoryTokenStore();
    }

    @Override
    public boolean insert(StoredRecord record) {
        return store.insert(record);
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        return store.find(key);
    }

    @Override
    public boolean replace(StoredRecord expected, StoredRecord next) {
        return store.replace(expected, next);
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        return store.purge(endedBefore, limit);
    }
}
