package dev.handoff.benchmarks;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.store.memory.MemoryTokenStore;
import java.time.Instant;
import java.util.Optional;

/** The store in memory, emptied before each batch: a heap that fills up would be measured as well. */
final class ClearableStore implements TokenStore {

    private MemoryTokenStore store = new MemoryTokenStore();

    void clear() {
        store = new MemoryTokenStore();
    }

    @Override
    public boolean insert(HandoffRecord record) {
        return store.insert(record);
    }

    @Override
    public Optional<HandoffRecord> find(String sessionKey) {
        return store.find(sessionKey);
    }

    @Override
    public boolean replace(HandoffRecord expected, HandoffRecord next) {
        return store.replace(expected, next);
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        return store.purge(endedBefore, limit);
    }
}
