package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.StoreAssertions.assertGone;
import static dev.handoff.testkit.store.StoreAssertions.assertKept;
import static dev.handoff.testkit.store.StoreAssertions.insert;
import static dev.handoff.testkit.store.StoreAssertions.replace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.Limits;
import dev.handoff.spi.MintedAttempt;
import dev.handoff.spi.Progress;
import dev.handoff.spi.RecordState;
import dev.handoff.spi.SessionTerms;
import dev.handoff.spi.TokenStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Purge deletes what ended before the instant, and nothing else. */
abstract class PurgeTests extends StoreTests {

    private static final Instant BOUND = Instant.ofEpochMilli(10_000);
    private static final Instant JUST_BEFORE = BOUND.minusMillis(1);
    private static final Instant IN_2105 = Instant.parse("2105-01-01T00:00:00Z");
    private static final String LIVE = "purge never deletes a record that ends at the instant or later";

    PurgeTests(TokenStoreContract contract) {
        super(contract);
    }

    @BeforeEach
    final void clearThePast() {
        purgeWhatOtherTestsLeft();
    }

    @Test
    void purge_byTheSessionsEnd_deletesWhatEndedBeforeAndNothingElse() {
        HandoffRecord before = insert(store, TestRecords.endingAt(JUST_BEFORE));
        HandoffRecord at = insert(store, TestRecords.endingAt(BOUND, RecordState.CANCELLED));
        HandoffRecord after = insert(store, TestRecords.endingAt(BOUND.plusMillis(1), RecordState.SUCCEEDED));

        assertThat(store.purge(BOUND, 1_000))
                .as("of three records, one ended before the instant")
                .isOne();
        assertGone(store, before, "a record that ended before the instant is deleted");
        assertKept(store, at, LIVE);
        assertKept(store, after, LIVE);
        assertThat(store.purge(BOUND.plusMillis(2), 1_000))
                .as("the other two ended before a later instant")
                .isEqualTo(2);
    }

    @Test
    void purge_atTheEndsOfTime_deletesWhatEndedBeforeAndNothingElse() {
        HandoffRecord first = insert(store, TestRecords.endingAt(Instant.EPOCH));
        HandoffRecord lastButOne = insert(store, TestRecords.endingAt(Limits.LATEST.minusMillis(1)));
        HandoffRecord last = insert(store, TestRecords.endingAt(Limits.LATEST));

        for (Instant tooEarly : List.of(Instant.EPOCH, Instant.parse("1900-01-01T00:00:00Z"))) {
            assertThat(store.purge(tooEarly, 1_000))
                    .as("nothing can have ended before %s, which a long retention leads to", tooEarly)
                    .isZero();
            assertKept(store, first, LIVE);
        }
        assertThat(store.purge(Instant.ofEpochMilli(1), 1_000))
                .as("one record ended in the first millisecond")
                .isOne();
        assertThat(store.purge(Limits.LATEST, 1_000))
                .as("one record ended just before the latest instant")
                .isOne();
        assertGone(store, lastButOne, "a record that ended before the instant is deleted");
        assertKept(store, last, LIVE);
    }

    @Test
    void purge_recordOfAnyShape_isDeleted() {
        List<HandoffRecord> ended = new ArrayList<>();
        for (RecordState state : RecordState.values()) {
            ended.add(insert(store, TestRecords.endingAt(JUST_BEFORE, state)));
        }
        for (HandoffRecord shape : TestRecords.ofEveryShape()) {
            ended.add(insert(store, TestRecords.withEnd(shape, JUST_BEFORE)));
        }

        assertThat(store.purge(BOUND, 1_000))
                .as("purge goes by the end alone: sessions in every state ended before the instant")
                .isEqualTo(ended.size());
        for (HandoffRecord record : ended) {
            assertGone(store, record, "purge deletes what ended, also in state " + record.state());
        }
    }

    @Test
    void purge_liveRecordsInAnyState_stay() {
        for (RecordState state : RecordState.values()) {
            HandoffRecord live = insert(store, TestRecords.endingAt(BOUND, state));

            assertThat(store.purge(BOUND, 1_000))
                    .as("nothing ended before the instant")
                    .isZero();
            assertKept(store, live, LIVE + ", here in state " + state);
        }
    }

    @Test
    void purge_otherInstantsOfARecord_countForNothing() {
        HandoffRecord live = insert(store, withInstants(BOUND.plusMillis(1), BOUND.minusMillis(5_000)));
        HandoffRecord ended = insert(store, withInstants(JUST_BEFORE, BOUND.plusMillis(5_000)));

        assertThat(store.purge(BOUND, 1_000))
                .as("one session ended, whatever was issued, expired or completed when")
                .isOne();
        assertKept(store, live, LIVE);
        assertGone(store, ended, "purge goes by the session's end alone");
    }

    @Test
    void purge_byTheInstantGiven_notByAnyClock() {
        HandoffRecord toCome = insert(store, TestRecords.endingAt(IN_2105));

        assertThat(store.purge(IN_2105, 1_000)).as(LIVE).isZero();
        assertThat(store.purge(IN_2105.plusMillis(1), 1_000))
                .as("purge goes by the instant it is given, also by one to come (look for the clock of the engine)")
                .isOne();
        assertGone(store, toCome, "a record that ended before the instant is deleted");
    }

    @Test
    void purge_moreThanTheLimit_leavesTheRestForTheNextCall() {
        List<HandoffRecord> ended = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ended.add(insert(store, TestRecords.endingAt(JUST_BEFORE.minusMillis(i))));
        }

        int[] limits = {1, 2, 2, 2};
        int[] left = {5, 3, 1, 0};
        for (int call = 0; call < limits.length; call++) {
            int before = ended.size();
            assertThat(store.purge(BOUND, limits[call]))
                    .as("of %d ended records, at a limit of %d", before, limits[call])
                    .isEqualTo(before - left[call]);
            ended.removeIf(record -> store.find(record.sessionKey()).isEmpty());
            assertThat(ended)
                    .as("purge deletes no more than the limit, and counts what it deletes")
                    .hasSize(left[call]);
        }
        assertThat(store.purge(BOUND, 2)).as("nothing is left to purge").isZero();
    }

    @Test
    void purge_endedAmongManyLive_deletesAllOfThemInOneCall() {
        List<HandoffRecord> ended = new ArrayList<>();
        List<HandoffRecord> live = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            live.add(insert(store, TestRecords.endingAt(BOUND.plusMillis(i % 3))));
            if (i % 10 == 5) {
                ended.add(insert(store, TestRecords.endingAt(JUST_BEFORE)));
            }
        }

        assertThat(store.purge(BOUND, ended.size()))
                .as("the limit counts records that are deleted, not those that are looked at; several may end at once")
                .isEqualTo(ended.size());
        live.forEach(record -> assertKept(store, record, LIVE));
    }

    @Test
    void purge_atTheHighestLimit_deletesAll() {
        insert(store, TestRecords.endingAt(JUST_BEFORE));

        assertThat(store.purge(BOUND, Integer.MAX_VALUE))
                .as("a limit is an upper bound, not a size to reserve")
                .isOne();
    }

    @Test
    void purge_afterAReplacement_stillGoesByTheEnd() {
        HandoffRecord live = insert(store, TestRecords.endingAt(BOUND));
        HandoffRecord ended = insert(store, TestRecords.endingAt(JUST_BEFORE));
        HandoffRecord nextLive = replace(store, live, TestRecords.following(live, 1));
        replace(store, ended, TestRecords.following(ended, 1));

        assertThat(store.purge(BOUND, 1_000))
                .as("a replaced record is purged as any other (look for an index that replacements drop)")
                .isOne();
        assertKept(store, nextLive, LIVE);
    }

    @Test
    void purge_afterWritesThatWereRefused_goesByWhatIsStored() {
        HandoffRecord live = insert(store, TestRecords.endingAt(BOUND));
        HandoffRecord unknown = TestRecords.endingAt(JUST_BEFORE);
        HandoffRecord otherLife = TestRecords.endingAt(live.sessionKey(), JUST_BEFORE);
        assertThat(store.insert(otherLife)).as("the key has a record").isFalse();
        assertThat(store.replace(unknown, TestRecords.following(unknown)))
                .as("the key has no record")
                .isFalse();
        assertThat(store.replace(otherLife, TestRecords.following(otherLife)))
                .as("the generation is another one")
                .isFalse();

        assertThat(store.purge(BOUND, 1_000))
                .as("a write that was refused leaves nothing to purge (look for an index that is written first)")
                .isZero();
        assertKept(store, live, LIVE);
    }

    @Test
    @ResourceLock(Resources.TIME_ZONE)
    void purge_inAnotherTimeZone_goesByTheSameEnd() {
        Instant bound = BOUND.plusSeconds(100_000);
        for (List<String> zones :
                List.of(List.of("Asia/Tokyo", "America/New_York"), List.of("America/New_York", "Asia/Tokyo"))) {
            HandoffRecord ended = TestRecords.endingAt(bound.minusMillis(1));
            HandoffRecord live = TestRecords.endingAt(bound);
            inZone(zones.get(0), () -> List.of(ended, live).forEach(record -> insert(store, record)));
            inZone(zones.get(1), () -> {
                assertThat(store.purge(bound, 1_000))
                        .as("written in %s, purged in %s: one ended before the instant", zones.get(0), zones.get(1))
                        .isOne();
                assertKept(store, live, LIVE);
            });
            purgeWhatOtherTestsLeft();
        }
    }

    @Test
    void find_afterAPurgeThroughAnotherStore_isEmpty() {
        TokenStore other = anotherStore();
        HandoffRecord ended = insert(store, TestRecords.endingAt(JUST_BEFORE));
        store.find(ended.sessionKey());
        other.find(ended.sessionKey());
        store.purge(BOUND, 1_000);

        assertGone(store, ended, "a purged record is deleted (look for a cache)");
        assertGone(other, ended, "a purged record is deleted for everybody (look for a cache)");
    }

    @Test
    void insert_afterPurge_startsAnew() {
        HandoffRecord formerLife = insert(store, TestRecords.endingAt(JUST_BEFORE, RecordState.SUCCEEDED));
        HandoffRecord newLife = TestRecords.opened(formerLife.sessionKey());
        store.purge(BOUND, 1_000);
        insert(store, newLife);

        assertThat(store.replace(formerLife, TestRecords.following(formerLife)))
                .as("the former life had another generation: its stamp fits no more")
                .isFalse();
        assertKept(store, newLife, "nothing of the former life is left");
        assertThat(store.purge(BOUND, 1_000))
                .as("the new life has an end of its own (look for an index entry that purge left)")
                .isZero();
        assertKept(store, newLife, LIVE);
    }

    @Test
    void purge_ofALaterLife_deletesItToo() {
        HandoffRecord record = insert(store, TestRecords.endingAt(JUST_BEFORE));
        for (int life = 0; life < 3; life++) {
            assertThat(store.purge(BOUND, 1_000))
                    .as("a session that was opened again is purged again (look for an index entry that purge took)")
                    .isOne();
            record = insert(store, TestRecords.endingAt(record.sessionKey(), JUST_BEFORE));
        }
    }

    /** A finished session whose end is one thing, and everything else that has an instant another. */
    private static HandoffRecord withInstants(Instant end, Instant other) {
        HandoffRecord full = TestRecords.ofEveryShape().get(0);
        return new HandoffRecord(
                full.stamp(),
                new SessionTerms(1, end),
                new Progress(RecordState.CANCELLED, 0, other),
                new MintedAttempt(7, other, other),
                full.claim());
    }
}
