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
 * Keeps records in the memory of this process, for tests and for services that run as one process. The records are lost
 * when the process ends. The store grows until {@code purge} is called. The cost of a purge depends only on the number
 * of records that it deletes, and of records inserted since the last purge. Thread-safe.
 */
public final class MemoryTokenStore implements TokenStore {

    private final ConcurrentMap<String, StoredRecord> records;

    /** The ends of new records. Purges sort them, so that inserts do not wait. */
    private final Queue<SessionEnd> unordered = new ConcurrentLinkedQueue<>();

    /** The sorted ends, the earliest first. One purge at a time uses them. Replacing a record never changes its end. */
    private final Queue<SessionEnd> ordered;

    /** Makes an empty store. */
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
        // only the stamp decides; the map's replace alone would compare whole records
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
                // the key still has the record of this end, because only this method deletes, one purge at a time
                records.remove(earliest.key());
                purged++;
                earliest = ordered.peek();
            }
            return purged;
        }
    }
}
