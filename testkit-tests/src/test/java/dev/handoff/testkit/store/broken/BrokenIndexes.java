package dev.handoff.testkit.store.broken;

import dev.handoff.spi.StoredRecord;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** Stores that purge by an index that differs from the records. */
final class BrokenIndexes {

    private BrokenIndexes() {}

    static Stream<BrokenStore> all() {
        return Stream.of(
                new BrokenStore("purge by local time", "purge_inAnotherTimeZone_usesTheSameEnd", LocalEnds::new),
                new BrokenStore(
                        "index entry that outlives its record",
                        "insert_afterAPurge_startsANewLifeInEveryStore",
                        StickyEntries::new),
                new BrokenStore(
                        "index entry that is missing for a second life",
                        "purge_laterLifeOfASession_deletesItToo",
                        OneLife::new),
                new BrokenStore(
                        "index entry lost by a replacement",
                        "purge_afterAReplacement_stillUsesTheEnd",
                        LostEntries::new),
                new BrokenStore(
                        "index with one record for each instant",
                        "purge_endedAmongManyLive_deletesAllOfThemInOneCall",
                        OneForEachInstant::new),
                new BrokenStore(
                        "index written before the record",
                        "purge_afterWritesThatWereRefused_usesTheStoredEnd",
                        IndexFirst::new));
    }

    private static final class LocalEnds extends MapStore {

        private final Map<String, LocalDateTime> ends = new ConcurrentHashMap<>();

        LocalEnds(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        StoredRecord inserted(StoredRecord record) {
            ends.put(record.key(), local(record.endsAt()));
            return record;
        }

        @Override
        boolean isPurged(StoredRecord record, Instant endedBefore) {
            LocalDateTime end = ends.get(record.key());
            return end != null && end.isBefore(local(endedBefore));
        }

        private static LocalDateTime local(Instant instant) {
            return LocalDateTime.ofInstant(instant, ZoneId.systemDefault());
        }
    }

    private static final class StickyEntries extends MapStore {

        private final Map<String, Instant> ends = new ConcurrentHashMap<>();

        StickyEntries(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        StoredRecord inserted(StoredRecord record) {
            ends.putIfAbsent(record.key(), record.endsAt());
            return record;
        }

        @Override
        boolean isPurged(StoredRecord record, Instant endedBefore) {
            return ends.getOrDefault(record.key(), record.endsAt()).isBefore(endedBefore);
        }
    }

    private static final class LostEntries extends MapStore {

        private final Set<String> entries = ConcurrentHashMap.newKeySet();

        LostEntries(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        StoredRecord inserted(StoredRecord record) {
            entries.add(record.key());
            return record;
        }

        @Override
        StoredRecord replacement(StoredRecord current, StoredRecord next) {
            entries.remove(next.key());
            return next;
        }

        @Override
        boolean isPurged(StoredRecord record, Instant endedBefore) {
            return entries.contains(record.key()) && super.isPurged(record, endedBefore);
        }
    }

    private static final class OneLife extends MapStore {

        private final Set<String> purged = ConcurrentHashMap.newKeySet();

        OneLife(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        boolean isPurged(StoredRecord record, Instant endedBefore) {
            return super.isPurged(record, endedBefore) && purged.add(record.key());
        }
    }

    private static final class OneForEachInstant extends MapStore {

        private static final Map<Instant, String> ENDS = new ConcurrentSkipListMap<>();

        OneForEachInstant(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        StoredRecord inserted(StoredRecord record) {
            ENDS.put(record.endsAt(), record.key());
            return record;
        }

        @Override
        boolean isPurged(StoredRecord record, Instant endedBefore) {
            return super.isPurged(record, endedBefore) && record.key().equals(ENDS.get(record.endsAt()));
        }
    }

    private static final class IndexFirst extends MapStore {

        private final Map<String, Instant> ends = new ConcurrentHashMap<>();

        IndexFirst(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        StoredRecord inserted(StoredRecord record) {
            ends.put(record.key(), record.endsAt());
            return record;
        }

        @Override
        boolean isPurged(StoredRecord record, Instant endedBefore) {
            return ends.getOrDefault(record.key(), record.endsAt()).isBefore(endedBefore);
        }
    }
}
