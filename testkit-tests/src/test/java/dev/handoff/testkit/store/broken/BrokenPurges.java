package dev.handoff.testkit.store.broken;

import static dev.handoff.testkit.store.broken.BrokenStore.USUAL_ROUNDS;
import static dev.handoff.testkit.store.broken.BrokenStore.isFinal;
import static dev.handoff.testkit.store.broken.BrokenStore.stateOf;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Instant;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/** Stores that purge too much, too little, or by another condition than the end. */
final class BrokenPurges {

    private static final String BY_THE_END = "purge_byTheSessionsEnd_deletesWhatEndedBeforeAndNothingElse";
    private static final String ANY_STATE = "purge_recordInAnyState_isDeleted";
    private static final String VERY_MANY = "manyRecords_untilAPurge_areKeptAndThenDeleted";
    private static final String ENDS_OF_TIME = "purge_atTheEndsOfTime_deletesWhatEndedBeforeAndNothingElse";
    private static final Instant TODAY = Instant.parse("2026-03-01T12:00:00Z");

    private BrokenPurges() {}

    static Stream<BrokenStore> all() {
        return Stream.of(
                purging("purge of live records", BY_THE_END, (record, bound) -> true),
                purging(
                        "purge of records that end at the instant",
                        BY_THE_END,
                        (record, bound) -> !record.endsAt().isAfter(bound)),
                purging(
                        "purge of finished sessions, ended or not",
                        "purge_liveRecordsInAnyState_keepsThem",
                        (record, bound) -> isFinal(record) || record.endsAt().isBefore(bound)),
                purging(
                        "purge that keeps sessions in progress",
                        ANY_STATE,
                        (record, bound) -> isFinal(record) && record.endsAt().isBefore(bound)),
                purging(
                        "purge that keeps claimed sessions",
                        ANY_STATE,
                        (record, bound) -> stateOf(record).equals("created")
                                && record.endsAt().isBefore(bound)),
                purging(
                        "purge that keeps unclaimed sessions",
                        "purge_byTheSessionsEnd_deletesWhatEndedBeforeAndNothingElse",
                        (record, bound) -> !stateOf(record).equals("created")
                                && record.endsAt().isBefore(bound)),
                purging(
                        "purge that ignores ends at the epoch",
                        ENDS_OF_TIME,
                        (record, bound) -> record.endsAt().isAfter(Instant.EPOCH)
                                && record.endsAt().isBefore(bound)),
                purging(
                        "purge by unsigned ends",
                        ENDS_OF_TIME,
                        (record, bound) ->
                                Long.compareUnsigned(record.endsAt().toEpochMilli(), bound.toEpochMilli()) < 0),
                purging(
                        "purge by ends in 32 bits of seconds",
                        ENDS_OF_TIME,
                        (record, bound) -> (int) record.endsAt().getEpochSecond() < (int) bound.getEpochSecond()
                                || (record.endsAt().getEpochSecond() == bound.getEpochSecond()
                                        && record.endsAt().isBefore(bound))),
                purging(
                        "purge by the store's clock",
                        "purge_futureInstant_usesThatInstantAndNoClock",
                        (record, bound) -> record.endsAt().isBefore(bound)
                                && record.endsAt().isBefore(TODAY)),
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
                        "purge that counts records that it kept",
                        "purge_liveRecordsInAnyState_keepsThem",
                        engine -> new MapStore(engine) {
                            @Override
                            public int purge(Instant endedBefore, int limit) {
                                super.purge(endedBefore, limit);
                                return limit;
                            }
                        }),
                new BrokenStore(
                        "purge that returns one more than the limit",
                        "manyRecords_untilAPurge_areKeptAndThenDeleted",
                        engine -> new MapStore(engine) {
                            @Override
                            public int purge(Instant endedBefore, int limit) {
                                return super.purge(endedBefore, Math.addExact(limit, 1) - 1);
                            }
                        }),
                new BrokenStore("purge with a lower limit", VERY_MANY, USUAL_ROUNDS, engine -> new MapStore(engine) {
                    @Override
                    public int purge(Instant endedBefore, int limit) {
                        return super.purge(endedBefore, Math.min(limit, 10_000));
                    }
                }),
                new BrokenStore(
                        "purge that throws when too many records have ended",
                        VERY_MANY,
                        USUAL_ROUNDS,
                        engine -> new MapStore(engine) {
                            @Override
                            public int purge(Instant endedBefore, int limit) {
                                int purged = super.purge(endedBefore, limit);
                                if (purged > 0xFFFF / 3) {
                                    throw new TokenStoreException(Effect.UNKNOWN, false, "too many parameters");
                                }
                                return purged;
                            }
                        }),
                new BrokenStore(
                        "limit that counts the records that were read",
                        "purge_endedAmongManyLive_deletesAllOfThemInOneCall",
                        engine -> new MapStore(engine) {
                            @Override
                            public int purge(Instant endedBefore, int limit) {
                                return (int) records.values().stream()
                                        .limit(limit)
                                        .filter(record -> isPurged(record, endedBefore) && remove(record))
                                        .count();
                            }
                        }));
    }

    private static BrokenStore purging(String fault, String promise, BiPredicate<StoredRecord, Instant> purged) {
        return new BrokenStore(fault, promise, engine -> new MapStore(engine) {
            @Override
            boolean isPurged(StoredRecord record, Instant endedBefore) {
                return purged.test(record, endedBefore);
            }
        });
    }
}
