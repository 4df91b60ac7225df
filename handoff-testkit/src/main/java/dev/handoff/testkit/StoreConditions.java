package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.MintedAttempt;
import dev.handoff.spi.RecordState;
import dev.handoff.spi.Stamp;
import dev.handoff.spi.TokenStore;
import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link TokenStore} asks of a store, question by question. */
abstract class StoreConditions {

    private static final int RIVALS = 16;

    private TokenStore store;

    /** The store under test. Need not be empty; may be the same for every test. */
    protected abstract TokenStore createStore();

    @BeforeEach
    final void takeStore() {
        store = createStore();
        // what other tests left in the times that the tests of purging count in
        int purged;
        do {
            purged = store.purge(Instant.parse("1971-01-01T00:00:00Z"), 1_000);
        } while (purged > 0);
    }

    @Test
    void find_unknownKey_isEmpty() {
        assertThat(store.find(Samples.randomHex(64))).isEmpty();
    }

    @Test
    void insert_newKey_comesBackEqualInEveryPart() {
        for (HandoffRecord sample : Samples.ofEveryShape()) {
            assertThat(store.insert(sample)).isTrue();
            assertThat(store.find(sample.sessionKey())).contains(sample);
        }
    }

    @Test
    void replace_sameStamp_comesBackEqualInEveryPart() {
        for (HandoffRecord sample : Samples.ofEveryShape()) {
            HandoffRecord first = Samples.opened(sample.sessionKey());
            HandoffRecord next = Samples.withStamp(sample, first.stamp().next());
            store.insert(first);

            assertThat(store.replace(first, next)).isTrue();
            assertThat(store.find(sample.sessionKey())).contains(next);
        }
    }

    @Test
    void insert_knownKey_isFalseAndKeepsWhatIsThere() {
        HandoffRecord first = Samples.opened();
        HandoffRecord second = Samples.withStamp(first, Samples.stamp(first.sessionKey(), 1));
        store.insert(first);

        assertThat(store.insert(second)).isFalse();
        assertThat(store.insert(first)).isFalse();
        assertThat(store.find(first.sessionKey())).contains(first);
    }

    @Test
    void replace_otherVersion_isFalseAndKeepsWhatIsThere() {
        HandoffRecord first = Samples.opened();
        HandoffRecord second = Samples.withStamp(first, first.stamp().next());
        HandoffRecord third = Samples.withStamp(first, second.stamp().next());
        store.insert(first);
        store.replace(first, second);

        assertThat(store.replace(first, second)).as("an older version").isFalse();
        assertThat(store.replace(third, Samples.withStamp(first, third.stamp().next())))
                .as("a version to come")
                .isFalse();
        assertThat(store.find(first.sessionKey())).contains(second);
    }

    @Test
    void replace_otherGeneration_isFalseAndKeepsWhatIsThere() {
        HandoffRecord first = Samples.opened();
        HandoffRecord formerLife = Samples.withStamp(first, Samples.stamp(first.sessionKey(), 1));
        store.insert(first);

        assertThat(store.replace(
                        formerLife, Samples.withStamp(first, formerLife.stamp().next())))
                .isFalse();
        assertThat(store.find(first.sessionKey())).contains(first);
    }

    @Test
    void replace_unknownKey_isFalseAndAddsNothing() {
        HandoffRecord unknown = Samples.opened();

        assertThat(store.replace(
                        unknown, Samples.withStamp(unknown, unknown.stamp().next())))
                .isFalse();
        assertThat(store.find(unknown.sessionKey())).isEmpty();
    }

    @Test
    void replace_sameStampButOtherParts_isTrue() {
        HandoffRecord stored = Samples.ofEveryShape().get(0);
        HandoffRecord sameStamp = Samples.withStamp(Samples.opened(stored.sessionKey()), stored.stamp());
        HandoffRecord next = Samples.withStamp(stored, stored.stamp().next());
        store.insert(stored);

        assertThat(store.replace(sameStamp, next)).as("the stamp alone decides").isTrue();
        assertThat(store.find(stored.sessionKey())).contains(next);
    }

    @Test
    void insert_manyAtOnce_exactlyOneIsTrue() {
        HandoffRecord first = Samples.opened();
        List<Boolean> answers =
                Crowd.of(RIVALS, rival -> store.insert(Samples.withStamp(first, Samples.stamp(first.sessionKey(), 1))));

        assertThat(answers).containsOnlyOnce(true);
    }

    @Test
    void replace_manyAtOnce_exactlyOneIsTrueAndItsRecordStays() {
        HandoffRecord first = Samples.opened();
        store.insert(first);
        List<HandoffRecord> nexts = Samples.ofAttempts(first, first.stamp().next(), RIVALS);
        List<Boolean> answers = Crowd.of(RIVALS, rival -> store.replace(first, nexts.get(rival)));

        assertThat(answers).containsOnlyOnce(true);
        assertThat(store.find(first.sessionKey())).contains(nexts.get(answers.indexOf(true)));
    }

    @Test
    void find_afterAWriteByAnotherThread_isWhatWasWritten() {
        HandoffRecord first = Samples.opened();
        HandoffRecord second = Samples.withStamp(first, first.stamp().next());
        store.insert(first);
        store.find(first.sessionKey());
        Crowd.of(1, rival -> store.replace(first, second));

        assertThat(store.find(first.sessionKey())).contains(second);
    }

    @Test
    void find_inAnotherTimeZone_givesTheSameInstants() {
        TimeZone before = TimeZone.getDefault();
        HandoffRecord sample = Samples.ofEveryShape().get(0);
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
            store.insert(sample);
            for (String zone : List.of("America/New_York", "Pacific/Apia", "Europe/Berlin", "UTC")) {
                TimeZone.setDefault(TimeZone.getTimeZone(zone));
                assertThat(store.find(sample.sessionKey())).as(zone).contains(sample);
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void insert_instantsInGapsAndOverlapsOfClocks_comeBackEqual() {
        // hours that a wall clock skips or repeats: Berlin in spring and autumn, the day that Apia left out
        for (String instant : List.of(
                "2026-03-29T01:30:00.001Z",
                "2026-10-25T00:30:00.999Z",
                "2026-10-25T01:30:00.999Z",
                "2011-12-30T12:00:00.123Z")) {
            HandoffRecord record = Samples.endingAt(Instant.parse(instant), RecordState.CREATED);
            store.insert(record);
            assertThat(store.find(record.sessionKey())).as(instant).contains(record);
        }
    }

    @Test
    void purge_byTheSessionsEnd_takesWhatEndedBeforeAndNothingElse() {
        Instant bound = Instant.ofEpochMilli(10_000);
        HandoffRecord before = Samples.endingAt(bound.minusMillis(1), RecordState.CREATED);
        HandoffRecord at = Samples.endingAt(bound, RecordState.CANCELLED);
        HandoffRecord after = Samples.endingAt(bound.plusMillis(1), RecordState.SUCCEEDED);
        List.of(before, at, after).forEach(store::insert);

        assertThat(store.purge(bound, 1_000)).isOne();
        assertThat(store.find(before.sessionKey())).isEmpty();
        assertThat(store.find(at.sessionKey())).contains(at);
        assertThat(store.find(after.sessionKey())).contains(after);
        assertThat(store.purge(bound.plusMillis(2), 1_000)).isEqualTo(2);
    }

    @Test
    void purge_anyState_goes() {
        Instant bound = Instant.ofEpochMilli(10_000);
        for (RecordState state : RecordState.values()) {
            store.insert(Samples.endingAt(bound.minusMillis(1), state));
        }

        assertThat(store.purge(bound, 1_000)).isEqualTo(RecordState.values().length);
    }

    @Test
    void purge_moreThanTheLimit_leavesTheRestForTheNextCall() {
        Instant bound = Instant.ofEpochMilli(10_000);
        for (int i = 0; i < 5; i++) {
            store.insert(Samples.endingAt(bound.minusMillis(1 + i), RecordState.CREATED));
        }

        assertThat(store.purge(bound, 2)).isEqualTo(2);
        assertThat(store.purge(bound, 2)).isEqualTo(2);
        assertThat(store.purge(bound, 2)).isOne();
        assertThat(store.purge(bound, 2)).isZero();
    }

    @Test
    void insert_afterPurge_startsAnew() {
        HandoffRecord formerLife = Samples.endingAt(Instant.ofEpochMilli(9_000), RecordState.SUCCEEDED);
        HandoffRecord newLife = Samples.opened(formerLife.sessionKey());
        store.insert(formerLife);
        store.purge(Instant.ofEpochMilli(10_000), 1_000);

        assertThat(store.insert(newLife)).isTrue();
        assertThat(store.replace(
                        formerLife,
                        Samples.withStamp(newLife, formerLife.stamp().next())))
                .isFalse();
        assertThat(store.find(newLife.sessionKey())).contains(newLife);
    }

    @Test
    void attemptNumbers_upToTheHighest_comeBackEqual() {
        HandoffRecord first = Samples.opened();
        store.insert(first);
        HandoffRecord highest = Samples.withAttempt(first, first.stamp().next(), MintedAttempt.MAX_NUMBER);

        assertThat(store.replace(first, highest)).isTrue();
        assertThat(store.find(first.sessionKey())).contains(highest);
    }

    @Test
    void versions_upToTheHighest_comeBackEqual() {
        HandoffRecord first = Samples.opened();
        Stamp highest = new Stamp(first.sessionKey(), first.stamp().generation(), 0xFFFF_FFFFL);
        store.insert(Samples.withStamp(first, new Stamp(highest.sessionKey(), highest.generation(), 0xFFFF_FFFEL)));
        HandoffRecord last = Samples.withStamp(first, highest);

        assertThat(store.replace(
                        Samples.withStamp(first, new Stamp(highest.sessionKey(), highest.generation(), 0xFFFF_FFFEL)),
                        last))
                .isTrue();
        assertThat(store.find(first.sessionKey())).contains(last);
    }
}
