package dev.handoff.store.memory;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import java.time.Instant;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;

/**
 * Keeps records in this process's memory, where they end with it. Thread-safe; for services that run as one process,
 * and for tests. Grows until {@code purge} is called, which costs as much as it deletes and as what was inserted since
 * the last one, however many records there are.
 */
public final class MemoryTokenStore implements TokenStore {

    private final ConcurrentMap<String, StoredRecord> records;

    /** When new records end. Whoever purges puts them in order, so that whoever inserts does not wait for it. */
    private final Queue<SessionEnd> unordered = new ConcurrentLinkedQueue<>();

    /** The earliest first; for one purge at a time. An end never changes: replacements leave this alone. */
    private final Queue<SessionEnd> ordered;

    /** An empty store. */
    public MemoryTokenStore() {
        this(new ConcurrentHashMap<>(), new PriorityQueue<>());
    }

    MemoryTokenStore(ConcurrentMap<String, StoredRecord> records, PriorityQueue<SessionEnd> ordered) {
        this.records = records;
        this.ordered = ordered;
    }

    @Override
    public boolean insert(StoredRecord record) {
        boolean inserted = records.putIfAbsent(record.key(), record) == null;
        if (inserted) {
            unordered.add(new SessionEnd(record.endsAt(), record.key()));
        }
        return inserted;
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        return Optional.ofNullable(records.get(key));
    }

    @Override
    public boolean replace(StoredRecord expected, StoredRecord next) {
        // the map's own replace(key, old, new) would compare whole records; the stamp alone decides
        StoredRecord current = records.get(expected.key());
        return current != null
                && current.stamp().equals(expected.stamp())
                && records.replace(expected.key(), current, next);
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        synchronized (ordered) {
            for (SessionEnd end = unordered.poll(); end != null; end = unordered.poll()) {
                ordered.add(end);
            }
            int purged = 0;
            SessionEnd earliest = ordered.peek();
            while (purged < limit && earliest != null && earliest.endsAt().isBefore(endedBefore)) {
                ordered.remove();
                records.remove(earliest.key());
                purged++;
                earliest = ordered.peek();
            }
            return purged;
        }
    }
}
