package dev.handoff.store.memory;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStore;
import java.time.Instant;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Keeps records in this process's memory, where they end with it. Thread-safe; for services that run as one process,
 * and for tests. Grows until {@code purge} is called, which costs as much as it deletes, however many records there
 * are.
 */
public final class MemoryTokenStore implements TokenStore {

    private final ConcurrentMap<String, HandoffRecord> records;

    /** Where each record ends: an end never changes, so that replacements leave this alone. */
    private final NavigableSet<SessionEnd> ends;

    /** An empty store. */
    public MemoryTokenStore() {
        this(new ConcurrentHashMap<>(), new ConcurrentSkipListSet<>());
    }

    MemoryTokenStore(ConcurrentMap<String, HandoffRecord> records, NavigableSet<SessionEnd> ends) {
        this.records = records;
        this.ends = ends;
    }

    @Override
    public boolean insert(HandoffRecord record) {
        boolean inserted = records.putIfAbsent(record.sessionKey(), record) == null;
        if (inserted) {
            ends.add(new SessionEnd(record.terms().endsAt(), record.sessionKey()));
        }
        return inserted;
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
        Iterator<SessionEnd> earliestFirst = ends.iterator();
        while (purged < limit && earliestFirst.hasNext()) {
            SessionEnd end = earliestFirst.next();
            if (!end.endsAt().isBefore(endedBefore)) {
                break;
            }
            // whoever takes the end out of the set deletes the record, and nobody else does
            if (ends.remove(end)) {
                records.remove(end.sessionKey());
                purged++;
            }
        }
        return purged;
    }
}
