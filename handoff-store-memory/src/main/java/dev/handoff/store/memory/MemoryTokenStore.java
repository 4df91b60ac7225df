package dev.handoff.store.memory;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStore;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Keeps records in this process's memory, where they end with it. Thread-safe; for services that run as one process,
 * and for tests. Grows until {@code purge} is called.
 */
public final class MemoryTokenStore implements TokenStore {

    private final ConcurrentMap<String, HandoffRecord> records = new ConcurrentHashMap<>();

    /** An empty store. */
    public MemoryTokenStore() {}

    @Override
    public boolean insert(HandoffRecord record) {
        return records.putIfAbsent(record.sessionKey(), record) == null;
    }

    @Override
    public Optional<HandoffRecord> find(String sessionKey) {
        return Optional.ofNullable(records.get(sessionKey));
    }

    @Override
    public boolean replace(HandoffRecord expected, HandoffRecord next) {
        // the map's own replace(key, old, new) would compare whole records; the stamp alone decides
        HandoffRecord current = records.get(expected.sessionKey());
        return current != null
                && current.stamp().equals(expected.stamp())
                && records.replace(expected.sessionKey(), current, next);
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        int purged = 0;
        for (HandoffRecord record : records.values()) {
            if (record.terms().endsAt().isBefore(endedBefore) && records.remove(record.sessionKey(), record)) {
                purged++;
                if (purged == limit) {
                    break;
                }
            }
        }
        return purged;
    }
}
