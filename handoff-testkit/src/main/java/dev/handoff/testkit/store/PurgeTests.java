package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.StoreAssertions.assertGone;
import static dev.handoff.testkit.store.StoreAssertions.assertKept;
import static dev.handoff.testkit.store.StoreAssertions.insert;
import static dev.handoff.testkit.store.StoreAssertions.replace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Purge deletes the records that ended before the instant, and no other record. */
abstract class PurgeTests extends StoreTests {

    private static final Instant IN_2105 = Instant.parse("2105-01-01T00:00:00Z");
    private static final String LIVE = "purge must not delete a record that ends at the instant or later";
    private static final String DELETED = "purge must delete a record that ended before the instant";

    @Test
    void purge_byTheSessionsEnd_deletesWhatEndedBeforeAndNothingElse() {
        assumePurges();
        StoredRecord before = insert(store, TestRecords.endingAt(JUST_BEFORE));
        StoredRecord at = insert(store, TestRecords.endingAt(BOUND));
        StoredRecord after = insert(store, TestRecords.endingAt(BOUND.plusMillis(1)));

        assertPurged(1, store, BOUND, "one of three records ended before the instant");
        assertGone(store, before, DELETED);
        assertKept(store, at, LIVE);
        assertKept(store, after, LIVE);
        assertPurged(2, store, BOUND.plusMillis(2), "the other two records ended before a later instant");
    }

    @Test
    void purge_atTheEndsOfTime_deletesWhatEndedBeforeAndNothingElse() {
        assumePurges();
        Instant latest = StoredRecord.LATEST_END;
        StoredRecord first = insert(store, TestRecords.endingAt(Instant.EPOCH));
        StoredRecord lastButOne = insert(store, TestRecords.endingAt(latest.minusMillis(1)));
        StoredRecord last = insert(store, TestRecords.endingAt(latest));

        for (Instant tooEarly : List.of(Instant.EPOCH, Instant.parse("1900-01-01T00:00:00Z"))) {
            assertPurged(
                    0,
                    store,
                    tooEarly,
                    "no record can end before 1970, but a long retention can lead to such an instant");
            assertKept(store, first, LIVE);
        }
        assertPurged(1, store, Instant.ofEpochMilli(1), "one record ended in the first millisecond");
        assertPurged(1, store, latest, "one record ended just before the latest instant");
        assertGone(store, lastButOne, DELETED);
        assertKept(store, last, LIVE);
    }

    @Test
    void purge_recordInAnyState_isDeleted() {
        assumePurges();
        List<StoredRecord> ended = new ArrayList<>();
        for (String state : TestRecords.STATES) {
            ended.add(insert(store, TestRecords.withBody(TestRecords.endingAt(JUST_BEFORE), state)));
        }

        assertPurged(ended.size(), store, BOUND, "purge must decide by the end alone, whatever the body says");
        ended.forEach(record -> assertGone(store, record, DELETED + ", also with the body [" + record.body() + "]"));
    }

    @Test
    void purge_liveRecordsInAnyState_keepsThem() {
        purgeWhatOtherTestsLeft();
        Instant end = contract.forgetsByItself() ? TestRecords.NOON : BOUND;
        for (String state : TestRecords.STATES) {
            StoredRecord live = insert(store, TestRecords.withBody(TestRecords.endingAt(end), state));

            assertPurged(0, store, end, "no record ended before the instant, or the store forgets automatically");
            assertKept(store, live, LIVE + ", also with the body [" + state + "]");
        }
    }

    @Test
    void purge_futureInstant_usesThatInstantAndNoClock() {
        assumePurges();
        StoredRecord toCome = insert(store, TestRecords.endingAt(IN_2105));

        assertPurged(0, store, IN_2105, LIVE);
        assertPurged(
                1,
                store,
                IN_2105.plusMillis(1),
                "purge must compare with the instant, also if it is in the future (look for a clock)");
        assertGone(store, toCome, DELETED);
    }

    @Test
    void purge_moreThanTheLimit_leavesTheRestForTheNextCall() {
        assumePurges();
        List<StoredRecord> ended = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ended.add(insert(store, TestRecords.endingAt(JUST_BEFORE.minusMillis(i))));
        }

        int[] limits = {1, 2, 2, 2};
        int[] left = {5, 3, 1, 0};
        for (int call = 0; call < limits.length; call++) {
            int before = ended.size();
            assertThat(store.purge(BOUND, limits[call]))
                    .as("how many of %d ended records a purge deleted at a limit of %d", before, limits[call])
                    .isEqualTo(before - left[call]);
            ended.removeIf(record -> store.find(record.key()).isEmpty());
            assertThat(ended)
                    .as("purge must delete as many records as it returns, and no more than the limit")
                    .hasSize(left[call]);
        }
        assertThat(store.purge(BOUND, 2))
                .as("purge must return 0 when no ended record is left")
                .isZero();
    }

    @Test
    void purge_endedAmongManyLive_deletesAllOfThemInOneCall() {
        assumePurges();
        List<StoredRecord> ended = new ArrayList<>();
        List<StoredRecord> live = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            live.add(insert(store, TestRecords.endingAt(BOUND.plusMillis(i % 3))));
            if (i % 10 == 5) {
                ended.add(insert(store, TestRecords.endingAt(JUST_BEFORE)));
            }
        }

        assertThat(store.purge(BOUND, ended.size()))
                .as("the limit must count the records that purge deletes, not those that it reads; several may"
                        + " have the same end")
                .isEqualTo(ended.size());
        live.forEach(record -> assertKept(store, record, LIVE));
    }

    @Test
    void purge_afterAReplacement_stillUsesTheEnd() {
        assumePurges();
        StoredRecord live = insert(store, TestRecords.endingAt(BOUND));
        StoredRecord ended = insert(store, TestRecords.endingAt(JUST_BEFORE));
        StoredRecord nextLive = replace(store, live, TestRecords.following(live));
        replace(store, ended, TestRecords.following(ended));

        assertPurged(1, store, BOUND, "a replaced record must be purged by its end, too (look for an index)");
        assertKept(store, nextLive, LIVE);
    }

    @Test
    void purge_afterWritesThatWereRefused_usesTheStoredEnd() {
        assumePurges();
        StoredRecord live = insert(store, TestRecords.endingAt(BOUND));
        StoredRecord unknown = TestRecords.endingAt(JUST_BEFORE);
        StoredRecord otherLife = TestRecords.endingAt(live.key(), JUST_BEFORE);
        assertThat(store.insert(otherLife))
                .as("insert must return false, because the key has a record")
                .isFalse();
        for (StoredRecord record : List.of(unknown, otherLife)) {
            assertThat(store.replace(record, TestRecords.following(record)))
                    .as("replace must return false, because no record has the stamp")
                    .isFalse();
        }

        assertPurged(0, store, BOUND, "a write that returned false must leave nothing to purge (look for an index)");
        assertKept(store, live, LIVE);
    }

    @Test
    @ResourceLock(Resources.TIME_ZONE)
    void purge_inAnotherTimeZone_usesTheSameEnd() {
        assumePurges();
        Instant bound = BOUND.plusSeconds(100_000);
        List<String> zones = List.of("Asia/Tokyo", "America/New_York", "Asia/Tokyo");
        for (int i = 0; i < 2; i++) {
            StoredRecord ended = TestRecords.endingAt(bound.minusMillis(1));
            StoredRecord live = TestRecords.endingAt(bound);
            inZone(zones.get(i), () -> List.of(ended, live).forEach(record -> insert(store, record)));
            inZone(zones.get(i + 1), () -> {
                assertPurged(
                        1,
                        store,
                        bound,
                        "one record ended before the instant; the end must not depend on the time zone");
                assertKept(store, live, LIVE);
            });
            purgeWhatOtherTestsLeft();
        }
    }

    @Test
    void purge_endedRecord_deletesItInEveryStoreForGood() {
        assumePurges();
        eachWay((purging, other) -> {
            StoredRecord first = insert(purging, TestRecords.endingAt(JUST_BEFORE));
            assertKept(other, first, "another object must find the record before the purge");
            StoredRecord ended = replace(purging, first, TestRecords.following(first));
            purging.find(ended.key());
            purgeAll(() -> purging.purge(BOUND, 1_000));

            for (TokenStore asked : List.of(purging, other)) {
                assertGone(asked, ended, "a purged record must be deleted for every object (look for a cache)");
                for (StoredRecord formerly : List.of(first, ended)) {
                    assertThat(asked.replace(formerly, TestRecords.following(formerly)))
                            .as("replace must not bring a purged record back (look for rows that are marked and"
                                    + " not deleted)")
                            .isFalse();
                }
                assertGone(asked, ended, "a purged record must stay deleted");
            }
        });
    }

    @Test
    void insert_afterAPurge_startsANewLifeInEveryStore() {
        assumePurges();
        eachWay((one, other) -> {
            for (TokenStore purging : List.of(one, other)) {
                StoredRecord opened = insert(one, TestRecords.endingAt(JUST_BEFORE));
                StoredRecord full = replace(one, opened, TestRecords.fullAfter(opened));
                StoredRecord newLife = TestRecords.opened(full.key());
                assertKept(other, full, "another object must find the former life before the purge");
                assertThat(one.insert(newLife))
                        .as("insert must return false, because the key has a record")
                        .isFalse();
                purgeAll(() -> purging.purge(BOUND, 1_000));
                insert(one, newLife);

                assertKept(
                        other,
                        newLife,
                        "another object must find the new life, and nothing of the former life (look for a cache)");
                assertKept(
                        one,
                        newLife,
                        "find must return the new life, and nothing of the former life (look for reused rows)");
                assertPurged(
                        0,
                        one,
                        BOUND,
                        "the new life has a later end, so that nothing has ended (look for an old index entry)");
                StoredRecord next = replace(other, newLife, TestRecords.following(newLife));
                assertKept(one, next, "a record of a new life can be replaced like any other");
            }
        });
    }

    /** Both lives have the same number of writes, so that a store that counts writes confuses them. */
    @Test
    void replace_recordOfAFormerLife_returnsFalse() {
        assumePurges();
        eachWay((one, other) -> {
            StoredRecord former = insert(one, TestRecords.endingAt(JUST_BEFORE));
            for (int writes = 1; writes <= 3; writes++) {
                List.of(one, other).forEach(store -> store.find(former.key()));
                StoredRecord seen = one.find(former.key()).orElseThrow();
                purgeAll(() -> other.purge(BOUND, 1_000));
                StoredRecord life = insert(other, TestRecords.endingAt(former.key(), JUST_BEFORE));
                for (int write = 1; write < writes; write++) {
                    life = replace(other, life, TestRecords.following(life));
                }

                for (TokenStore asked : List.of(one, other)) {
                    assertThat(asked.replace(seen, TestRecords.following(seen)))
                            .as("replace must return false for the stamp of a former life (look for a version number of"
                                    + " the engine, which starts again)")
                            .isFalse();
                    assertKept(asked, life, "a replace that returns false must not write anything");
                }
                replace(other, life, TestRecords.following(life));
            }
        });
    }

    @Test
    void purge_laterLifeOfASession_deletesItToo() {
        assumePurges();
        StoredRecord record = insert(store, TestRecords.endingAt(JUST_BEFORE));
        for (int life = 0; life < 3; life++) {
            assertPurged(1, store, BOUND, "a record that was inserted again must be purged again (look for an index)");
            record = insert(store, TestRecords.endingAt(record.key(), JUST_BEFORE));
        }
    }

    private static void assertPurged(int expected, TokenStore store, Instant endedBefore, String why) {
        assertThat(store.purge(endedBefore, 1_000))
                .as("the number of records that purge deleted: " + why)
                .isEqualTo(expected);
    }
}
