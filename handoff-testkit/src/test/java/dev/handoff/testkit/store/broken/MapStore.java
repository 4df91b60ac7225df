package dev.handoff.testkit.store.broken;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStore;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;

/** A store that keeps every promise, over a map that stands for the engine; in pieces that can be broken one by one. */
public class MapStore implements TokenStore {

    final ConcurrentMap<String, HandoffRecord> records;

    /** Over this engine. */
    public MapStore(ConcurrentMap<String, HandoffRecord> records) {
        this.records = records;
    }

    @Override
    public boolean insert(HandoffRecord record) {
        return records.putIfAbsent(keyOf(record.sessionKey()), inserted(record)) == null;
    }

    @Override
    public Optional<HandoffRecord> find(String sessionKey) {
        return Optional.ofNullable(records.get(keyOf(sessionKey))).map(this::read);
    }

    @Override
    public boolean replace(HandoffRecord expected, HandoffRecord next) {
        boolean[] replaced = new boolean[1];
        records.computeIfPresent(keyOf(expected.sessionKey()), (key, current) -> {
            replaced[0] = bearsTheStamp(current, expected);
            return replaced[0] ? replacement(current, next) : current;
        });
        return replaced[0];
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        int purged = 0;
        for (HandoffRecord record : records.values()) {
            if (purged < limit && isPurged(record, endedBefore) && remove(record)) {
                purged++;
            }
        }
        return purged;
    }

    String keyOf(String sessionKey) {
        return sessionKey;
    }

    HandoffRecord inserted(HandoffRecord record) {
        return record;
    }

    HandoffRecord replacement(HandoffRecord current, HandoffRecord next) {
        return next;
    }

    HandoffRecord read(HandoffRecord stored) {
        return stored;
    }

    boolean bearsTheStamp(HandoffRecord current, HandoffRecord expected) {
        return current.stamp().equals(expected.stamp());
    }

    boolean isPurged(HandoffRecord record, Instant endedBefore) {
        return record.terms().endsAt().isBefore(endedBefore);
    }

    boolean remove(HandoffRecord record) {
        return records.remove(keyOf(record.sessionKey()), record);
    }
}
