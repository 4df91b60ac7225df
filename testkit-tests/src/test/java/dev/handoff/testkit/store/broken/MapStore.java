package dev.handoff.testkit.store.broken;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;

/** A sound store on a map that stands for the engine. Subclasses break single methods. */
public class MapStore implements TokenStore {

    final ConcurrentMap<String, StoredRecord> records;

    /** Creates a store on an engine. */
    public MapStore(ConcurrentMap<String, StoredRecord> records) {
        this.records = records;
    }

    @Override
    public boolean insert(StoredRecord record) {
        return records.putIfAbsent(keyOf(record.key()), inserted(record)) == null;
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        return Optional.ofNullable(records.get(keyOf(key))).map(this::read);
    }

    @Override
    public boolean replace(StoredRecord expected, StoredRecord next) {
        boolean[] replaced = new boolean[1];
        records.computeIfPresent(keyOf(expected.key()), (key, current) -> {
            replaced[0] = bearsTheStamp(current, expected);
            return replaced[0] ? replacement(current, next) : current;
        });
        return replaced[0];
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        int purged = 0;
        for (StoredRecord record : records.values()) {
            if (purged < limit && isPurged(record, endedBefore) && remove(record)) {
                purged++;
            }
        }
        return purged;
    }

    String keyOf(String key) {
        return key;
    }

    StoredRecord inserted(StoredRecord record) {
        return record;
    }

    StoredRecord replacement(StoredRecord current, StoredRecord next) {
        return next;
    }

    StoredRecord read(StoredRecord stored) {
        return stored;
    }

    boolean bearsTheStamp(StoredRecord current, StoredRecord expected) {
        return current.stamp().equals(expected.stamp());
    }

    boolean isPurged(StoredRecord record, Instant endedBefore) {
        return record.endsAt().isBefore(endedBefore);
    }

    boolean remove(StoredRecord record) {
        return records.remove(keyOf(record.key()), record);
    }
}
