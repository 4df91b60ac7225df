package dev.handoff.testkit.store.broken;

import dev.handoff.spi.HandoffRecord;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** Stores that purge by an index beside the records, which says something else. */
final class BrokenIndexes {

    private BrokenIndexes() {}

    static Stream<BrokenStore> all() {
        return Stream.of(
                new BrokenStore("purge by local time", "purge_inAnotherTimeZone_goesByTheSameEnd", LocalEnds::new),
                new BrokenStore(
                        "stamp compared together with a local time",
                        "replace_inAnotherTimeZone_findsTheStamp",
                        LocalEnds::new),
                new BrokenStore(
                        "index entry that outlives its record", "insert_afterPurge_startsAnew", StickyEntries::new),
                new BrokenStore(
                        "index entry that a second life does not get", "purge_ofALaterLife_deletesItToo", OneLife::new),
                new BrokenStore(
                        "index entry lost by a replacement",
                        "purge_afterAReplacement_stillGoesByTheEnd",
                        engine -> new MapStore(engine) {
                            @Override
                            boolean isPurged(HandoffRecord record, Instant endedBefore) {
                                return record.stamp().version() == 1 && super.isPurged(record, endedBefore);
                            }
                        }),
                new BrokenStore(
                        "index with one record for each instant",
                        "purge_endedAmongManyLive_deletesAllOfThemInOneCall",
                        OneForEachInstant::new),
                new BrokenStore(
                        "index written before the record",
                        "purge_afterWritesThatWereRefused_goesByWhatIsStored",
                        IndexFirst::new));
    }

    private static Instant endOf(HandoffRecord record) {
        return record.terms().endsAt();
    }

    private static final class LocalEnds extends MapStore {

        private final Map<String, LocalDateTime> ends = new ConcurrentHashMap<>();

        LocalEnds(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        HandoffRecord inserted(HandoffRecord record) {
            ends.put(record.sessionKey(), local(endOf(record)));
            return record;
        }

        @Override
        boolean isPurged(HandoffRecord record, Instant endedBefore) {
            LocalDateTime end = ends.get(record.sessionKey());
            return end != null && end.isBefore(local(endedBefore));
        }

        @Override
        boolean bearsTheStamp(HandoffRecord current, HandoffRecord expected) {
            return super.bearsTheStamp(current, expected)
                    && local(endOf(expected)).equals(ends.get(current.sessionKey()));
        }

        private static LocalDateTime local(Instant instant) {
            return LocalDateTime.ofInstant(instant, ZoneId.systemDefault());
        }
    }

    private static final class StickyEntries extends MapStore {

        private final Map<String, Instant> ends = new ConcurrentHashMap<>();

        StickyEntries(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        HandoffRecord inserted(HandoffRecord record) {
            ends.putIfAbsent(record.sessionKey(), endOf(record));
            return record;
        }

        @Override
        boolean isPurged(HandoffRecord record, Instant endedBefore) {
            return ends.getOrDefault(record.sessionKey(), endOf(record)).isBefore(endedBefore);
        }
    }

    private static final class OneLife extends MapStore {

        private final Set<String> purged = ConcurrentHashMap.newKeySet();

        OneLife(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        boolean isPurged(HandoffRecord record, Instant endedBefore) {
            return super.isPurged(record, endedBefore) && purged.add(record.sessionKey());
        }
    }

    private static final class OneForEachInstant extends MapStore {

        private static final Map<Instant, String> ENDS = new ConcurrentSkipListMap<>();

        OneForEachInstant(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        HandoffRecord inserted(HandoffRecord record) {
            ENDS.put(endOf(record), record.sessionKey());
            return record;
        }

        @Override
        boolean isPurged(HandoffRecord record, Instant endedBefore) {
            return super.isPurged(record, endedBefore) && record.sessionKey().equals(ENDS.get(endOf(record)));
        }
    }

    private static final class IndexFirst extends MapStore {

        private final Map<String, Instant> ends = new ConcurrentHashMap<>();

        IndexFirst(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        HandoffRecord inserted(HandoffRecord record) {
            ends.put(record.sessionKey(), endOf(record));
            return record;
        }

        @Override
        boolean isPurged(HandoffRecord record, Instant endedBefore) {
            return ends.getOrDefault(record.sessionKey(), endOf(record)).isBefore(endedBefore);
        }
    }
}
