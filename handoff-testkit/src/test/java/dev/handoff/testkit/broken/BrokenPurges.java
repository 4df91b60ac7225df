package dev.handoff.testkit.broken;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.MintedAttempt;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/** Stores that purge too much, too little, or by the wrong thing. */
final class BrokenPurges {

    private static final String BY_THE_END = "purge_byTheSessionsEnd_takesWhatEndedBeforeAndNothingElse";
    private static final String OTHER_INSTANTS = "purge_otherInstantsOfARecord_countForNothing";
    private static final Instant TODAY = Instant.parse("2026-03-01T12:00:00Z");

    private BrokenPurges() {}

    static Stream<BrokenStore> all() {
        return Stream.of(
                purging("purge of live records", BY_THE_END, (record, bound) -> true),
                purging(
                        "purge of what ends at the instant",
                        BY_THE_END,
                        (record, bound) -> !endOf(record).isAfter(bound)),
                purging(
                        "purge of finished sessions, ended or not",
                        "purge_liveRecordsInAnyState_stay",
                        (record, bound) ->
                                record.state().isFinal() || endOf(record).isBefore(bound)),
                purging(
                        "purge that keeps what is in progress",
                        "purge_anyState_goes",
                        (record, bound) ->
                                record.state().isFinal() && endOf(record).isBefore(bound)),
                purging("purge by the token's expiry", OTHER_INSTANTS, (record, bound) -> {
                    MintedAttempt latest = record.latest();
                    return (latest == null ? endOf(record) : latest.expiresAt()).isBefore(bound);
                }),
                purging("purge by the instant of completion", OTHER_INSTANTS, (record, bound) -> {
                    Instant completed = record.tally().completedAt();
                    return (completed == null ? endOf(record) : completed).isBefore(bound);
                }),
                purging(
                        "purge by a clock of its own",
                        "purge_byTheInstantGiven_notByAnyClock",
                        (record, bound) ->
                                endOf(record).isBefore(bound) && endOf(record).isBefore(TODAY)),
                new BrokenStore(
                        "purge that ignores the limit",
                        "purge_moreThanTheLimit_leavesTheRestForTheNextCall",
                        engine -> new MapStore(engine) {
                            @Override
                            public int purge(Instant endedBefore, int limit) {
                                return Math.min(limit, super.purge(endedBefore, Integer.MAX_VALUE));
                            }
                        }),
                new BrokenStore(
                        "purge that counts what it did not take",
                        "purge_liveRecordsInAnyState_stay",
                        engine -> new MapStore(engine) {
                            @Override
                            public int purge(Instant endedBefore, int limit) {
                                super.purge(endedBefore, limit);
                                return limit;
                            }
                        }),
                new BrokenStore(
                        "purge that counts one past the limit",
                        "purge_atTheHighestLimit_takesAll",
                        engine -> new MapStore(engine) {
                            @Override
                            public int purge(Instant endedBefore, int limit) {
                                return super.purge(endedBefore, Math.addExact(limit, 1) - 1);
                            }
                        }),
                new BrokenStore("purge by local time", "purge_inAnotherTimeZone_goesByTheSameEnd", LocalEnds::new),
                new BrokenStore(
                        "stamp compared together with a local time",
                        "replace_inAnotherTimeZone_findsTheStamp",
                        LocalEnds::new),
                new BrokenStore(
                        "index entry that outlives its record", "insert_afterPurge_startsAnew", StickyIndex::new),
                new BrokenStore(
                        "index entry lost by a replacement",
                        "purge_afterAReplacement_stillGoesByTheEnd",
                        LosesItsIndex::new));
    }

    private static BrokenStore purging(String fault, String promise, BiPredicate<HandoffRecord, Instant> purged) {
        return new BrokenStore(fault, promise, engine -> new MapStore(engine) {
            @Override
            boolean isPurged(HandoffRecord record, Instant endedBefore) {
                return purged.test(record, endedBefore);
            }
        });
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

    private static final class StickyIndex extends MapStore {

        private final Map<String, Instant> ends = new ConcurrentHashMap<>();

        StickyIndex(ConcurrentMap<String, HandoffRecord> records) {
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

    private static final class LosesItsIndex extends MapStore {

        LosesItsIndex(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        boolean isPurged(HandoffRecord record, Instant endedBefore) {
            return record.stamp().version() == 1 && super.isPurged(record, endedBefore);
        }
    }
}
