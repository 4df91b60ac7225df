package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.MintedAttempt;
import dev.handoff.spi.Progress;
import dev.handoff.spi.RecordState;
import dev.handoff.spi.SessionTerms;
import dev.handoff.spi.TokenStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** What {@link TokenStore} asks of purging: by the session's end, by nothing else, and no more than was asked for. */
abstract class StorePurging extends StoreValues {

    private static final Instant BOUND = Instant.ofEpochMilli(10_000);
    private static final Instant LONG_AFTER = Instant.parse("2105-01-01T00:00:00Z");
    private static final String LIVE = "purge never takes a record that ends at the instant or later";

    @Test
    void purge_byTheSessionsEnd_takesWhatEndedBeforeAndNothingElse() {
        purgeWhatOtherTestsLeft();
        HandoffRecord before = inserted(Samples.endingAt(BOUND.minusMillis(1), RecordState.CREATED));
        HandoffRecord at = inserted(Samples.endingAt(BOUND, RecordState.CANCELLED));
        HandoffRecord after = inserted(Samples.endingAt(BOUND.plusMillis(1), RecordState.SUCCEEDED));

        assertThat(store.purge(BOUND, 1_000))
                .as("of three records, one ended before the instant")
                .isOne();
        assertThat(store.find(before.sessionKey()))
                .as("a record that ended before the instant goes")
                .isEmpty();
        assertKept(store, at, LIVE);
        assertKept(store, after, LIVE);
        assertThat(store.purge(BOUND.plusMillis(2), 1_000))
                .as("the other two ended before a later instant")
                .isEqualTo(2);
    }

    @Test
    void purge_anyState_goes() {
        purgeWhatOtherTestsLeft();
        List<HandoffRecord> ended = new ArrayList<>();
        for (RecordState state : RecordState.values()) {
            ended.add(inserted(Samples.endingAt(BOUND.minusMillis(1), state)));
        }

        assertThat(store.purge(BOUND, 1_000))
                .as("purge goes by the end: sessions in every state ended before the instant")
                .isEqualTo(ended.size());
        for (HandoffRecord record : ended) {
            assertThat(store.find(record.sessionKey()))
                    .as("purge takes what ended, also in state %s", record.state())
                    .isEmpty();
        }
    }

    @Test
    void purge_liveRecordsInAnyState_stay() {
        purgeWhatOtherTestsLeft();
        for (RecordState state : RecordState.values()) {
            HandoffRecord live = inserted(Samples.endingAt(BOUND, state));

            assertThat(store.purge(BOUND, 1_000))
                    .as("nothing ended before the instant")
                    .isZero();
            assertKept(store, live, LIVE + ", here in state " + state);
        }
    }

    @Test
    void purge_otherInstantsOfARecord_countForNothing() {
        purgeWhatOtherTestsLeft();
        Instant past = BOUND.minusMillis(5_000);
        HandoffRecord live = inserted(withInstants(BOUND.plusMillis(1), past));
        HandoffRecord ended = inserted(withInstants(BOUND.minusMillis(1), BOUND.plusMillis(5_000)));

        assertThat(store.purge(BOUND, 1_000))
                .as("one session ended, whatever was issued, expired or completed when")
                .isOne();
        assertKept(store, live, LIVE);
        assertThat(store.find(ended.sessionKey()))
                .as("purge goes by the session's end alone")
                .isEmpty();
    }

    @Test
    void purge_byTheInstantGiven_notByAnyClock() {
        purgeAll(() -> store.purge(LONG_AFTER.plusMillis(1), 1_000));
        HandoffRecord toCome = inserted(Samples.endingAt(LONG_AFTER, RecordState.CREATED));

        assertThat(store.purge(LONG_AFTER, 1_000)).as(LIVE).isZero();
        assertThat(store.purge(LONG_AFTER.plusMillis(1), 1_000))
                .as("purge goes by the instant it is given, also by one to come (look for the clock of the engine)")
                .isOne();
        assertThat(store.find(toCome.sessionKey())).isEmpty();
    }

    @Test
    void purge_moreThanTheLimit_leavesTheRestForTheNextCall() {
        purgeWhatOtherTestsLeft();
        List<HandoffRecord> ended = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ended.add(inserted(Samples.endingAt(BOUND.minusMillis(1 + i), RecordState.CREATED)));
        }

        for (int left : List.of(3, 1, 0)) {
            int before = ended.size();
            assertThat(store.purge(BOUND, 2))
                    .as("of %d ended records, at a limit of 2", before)
                    .isEqualTo(before - left);
            ended.removeIf(record -> store.find(record.sessionKey()).isEmpty());
            assertThat(ended)
                    .as("purge takes no more than the limit, and counts what it takes")
                    .hasSize(left);
        }
        assertThat(store.purge(BOUND, 2)).as("nothing is left to purge").isZero();
    }

    @Test
    void purge_atTheHighestLimit_takesAll() {
        purgeWhatOtherTestsLeft();
        inserted(Samples.endingAt(BOUND.minusMillis(1), RecordState.CREATED));

        assertThat(store.purge(BOUND, Integer.MAX_VALUE))
                .as("a limit is an upper bound, not a size to reserve")
                .isOne();
    }

    @Test
    void purge_afterAReplacement_stillGoesByTheEnd() {
        purgeWhatOtherTestsLeft();
        HandoffRecord live = inserted(Samples.endingAt(BOUND, RecordState.CREATED));
        HandoffRecord ended = inserted(Samples.endingAt(BOUND.minusMillis(1), RecordState.CREATED));
        HandoffRecord nextLive = Samples.withAttempt(live, live.stamp().next(), 1);
        store.replace(live, nextLive);
        store.replace(ended, Samples.withAttempt(ended, ended.stamp().next(), 1));

        assertThat(store.purge(BOUND, 1_000))
                .as("a replaced record is purged as any other (look for an index that replacements drop)")
                .isOne();
        assertKept(store, nextLive, LIVE);
    }

    @Test
    @ResourceLock(Resources.TIME_ZONE)
    void purge_inAnotherTimeZone_goesByTheSameEnd() {
        purgeWhatOtherTestsLeft();
        Instant bound = BOUND.plusSeconds(100_000);
        for (List<String> zones :
                List.of(List.of("Asia/Tokyo", "America/New_York"), List.of("America/New_York", "Asia/Tokyo"))) {
            HandoffRecord ended = Samples.endingAt(bound.minusMillis(1), RecordState.CREATED);
            HandoffRecord live = Samples.endingAt(bound, RecordState.CREATED);
            inZone(zones.get(0), () -> List.of(ended, live).forEach(store::insert));
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
        purgeWhatOtherTestsLeft();
        TokenStore other = storeOfAnotherProcess();
        HandoffRecord ended = inserted(Samples.endingAt(BOUND.minusMillis(1), RecordState.CREATED));
        store.find(ended.sessionKey());
        other.find(ended.sessionKey());
        store.purge(BOUND, 1_000);

        assertThat(store.find(ended.sessionKey()))
                .as("a purged record is gone (look for a cache)")
                .isEmpty();
        assertThat(other.find(ended.sessionKey()))
                .as("a purged record is gone for everybody (look for a cache)")
                .isEmpty();
    }

    @Test
    void insert_afterPurge_startsAnew() {
        purgeWhatOtherTestsLeft();
        HandoffRecord formerLife = inserted(Samples.endingAt(Instant.ofEpochMilli(9_000), RecordState.SUCCEEDED));
        HandoffRecord newLife = Samples.opened(formerLife.sessionKey());
        store.purge(BOUND, 1_000);

        assertThat(store.insert(newLife)).as("a purged key is free again").isTrue();
        assertThat(store.replace(
                        formerLife,
                        Samples.withStamp(newLife, formerLife.stamp().next())))
                .as("the former life had another generation: its stamp fits no more")
                .isFalse();
        assertKept(store, newLife, "nothing of the former life is left");
        assertThat(store.purge(BOUND, 1_000))
                .as("the new life has an end of its own (look for an index entry that purge left)")
                .isZero();
        assertKept(store, newLife, LIVE);
    }

    private HandoffRecord inserted(HandoffRecord record) {
        assertThat(store.insert(record))
                .as("insert answers true for a key that has no record")
                .isTrue();
        return record;
    }

    /** A finished session whose end is one thing, and everything else that has an instant another. */
    private static HandoffRecord withInstants(Instant end, Instant other) {
        HandoffRecord full = Samples.ofEveryShape().get(0);
        return new HandoffRecord(
                full.stamp(),
                new SessionTerms(1, end),
                new Progress(RecordState.CANCELLED, 0, other),
                new MintedAttempt(7, other, other),
                full.claim());
    }
}
