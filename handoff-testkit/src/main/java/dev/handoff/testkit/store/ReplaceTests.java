package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.StoreAssertions.assertGone;
import static dev.handoff.testkit.store.StoreAssertions.assertKept;
import static dev.handoff.testkit.store.StoreAssertions.insert;
import static dev.handoff.testkit.store.StoreAssertions.replace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.Stamp;
import dev.handoff.spi.TokenStore;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Replace writes if and only if the stored record bears the stamp, and says whether it did. */
abstract class ReplaceTests extends StoreTests {

    private static final String KEEPS = "a replacement that answers false has written nothing";
    private static final String ALONE = "replace touches no other session's record";
    private static final String WRITTEN =
            "true means written for good, and visible to all (look for queues, buffers, a missing commit)";
    private static final int MANY = 50;

    ReplaceTests(TokenStoreContract contract) {
        super(contract);
    }

    @Test
    void replace_otherVersion_isFalseAndKeepsWhatIsThere() {
        HandoffRecord first = insert(store, TestRecords.opened());
        HandoffRecord second = replace(store, first, TestRecords.following(first));
        HandoffRecord third = TestRecords.following(second);

        assertThat(store.replace(first, second))
                .as("replace compares the version: an older one is false, even for the very same replacement again")
                .isFalse();
        assertThat(store.replace(third, TestRecords.following(third)))
                .as("replace compares the version: one to come is false")
                .isFalse();
        assertKept(store, second, KEEPS);
    }

    @Test
    void replace_versionThatAnotherStoreOvertook_isFalseAndKeepsWhatIsThere() {
        TokenStore other = anotherStore();
        HandoffRecord first = insert(store, TestRecords.opened());
        other.find(first.sessionKey());
        HandoffRecord second = replace(store, first, TestRecords.following(first, 1));

        assertThat(other.replace(first, TestRecords.following(first, 2)))
                .as("replace compares with what is stored, not with what was seen (look for a cache)")
                .isFalse();
        assertKept(store, second, KEEPS);
        replace(other, second, TestRecords.following(second, 3));
    }

    @Test
    void replace_otherGeneration_isFalseAndKeepsWhatIsThere() {
        HandoffRecord current = insert(store, TestRecords.opened());
        for (int i = 1; i <= 3; i++) {
            HandoffRecord formerLife = TestRecords.withStamp(current, TestRecords.stamp(current.sessionKey(), i));

            assertThat(store.replace(formerLife, TestRecords.following(formerLife)))
                    .as("replace compares the generation: after purge and re-open, versions repeat")
                    .isFalse();
            assertKept(store, current, KEEPS);
            current = replace(store, current, TestRecords.following(current, i));
        }
    }

    @Test
    void replace_stampOfAnotherKey_isFalseAndTouchesNeither() {
        HandoffRecord mine = insert(store, TestRecords.opened());
        HandoffRecord neighbour = insert(store, TestRecords.opened());
        Stamp mixed = new Stamp(mine.sessionKey(), neighbour.stamp().generation(), 1);
        HandoffRecord expected = TestRecords.withStamp(mine, mixed);

        assertThat(store.replace(expected, TestRecords.following(expected)))
                .as("replace compares generation and version of this very key's record")
                .isFalse();
        assertKept(store, mine, KEEPS);
        assertKept(store, neighbour, ALONE);
    }

    @Test
    void replace_oneOfTwo_leavesTheOtherAlone() {
        HandoffRecord mine = insert(store, TestRecords.opened());
        HandoffRecord neighbour = insert(store, TestRecords.opened());
        HandoffRecord next = replace(store, mine, TestRecords.following(mine, 1));

        assertKept(store, next, WRITTEN);
        assertKept(store, neighbour, ALONE);
    }

    @Test
    void replace_unknownKey_isFalseAndAddsNothing() {
        HandoffRecord unknown = TestRecords.opened();

        assertThat(store.replace(unknown, TestRecords.following(unknown)))
                .as("replace answers false where there is no record")
                .isFalse();
        assertGone(store, unknown, "replace never adds a record");
    }

    @Test
    void replace_purgedRecord_isFalseAndBringsNothingBack() {
        TokenStore other = anotherStore();
        HandoffRecord first = insert(store, TestRecords.endingAt(Instant.ofEpochMilli(9_000)));
        HandoffRecord ended = replace(store, first, TestRecords.following(first));
        purgeAll(() -> store.purge(Instant.ofEpochMilli(10_000), 1_000));

        for (TokenStore asked : List.of(store, other)) {
            for (HandoffRecord formerly : List.of(first, ended)) {
                assertThat(asked.replace(formerly, TestRecords.following(formerly)))
                        .as("replace answers false where there is no record: a purged session stays purged (look for"
                                + " rows that are marked and not deleted)")
                        .isFalse();
            }
            assertGone(asked, ended, "a purged session stays purged");
        }
    }

    @Test
    void replace_sameStampButOtherParts_isTrueAndWritesEveryPart() {
        List<HandoffRecord> shapes = TestRecords.ofEveryShape();
        for (HandoffRecord stored : shapes) {
            for (HandoffRecord assumed : shapes) {
                Stamp stamp = TestRecords.stamp(TestRecords.newKey(), 1);
                insert(store, like(stored, stamp, stored.terms().endsAt()));
                HandoffRecord expected = like(assumed, stamp, stored.terms().endsAt());
                HandoffRecord next = TestRecords.following(expected);
                replace(store, expected, next);

                assertKept(
                        store,
                        next,
                        "the stamp alone decides, and every part is written: core rebuilds records from attempt ids, so"
                                + " neither compare other parts nor write only those that differ from the expected ones");
            }
        }
    }

    @Test
    void replace_recordInAnyState_isTrueForAnyOther() {
        List<HandoffRecord> shapes = TestRecords.ofEveryShape();
        for (HandoffRecord from : shapes) {
            for (HandoffRecord to : shapes) {
                HandoffRecord stored = insert(
                        store,
                        like(
                                from,
                                TestRecords.stamp(TestRecords.newKey(), 1),
                                from.terms().endsAt()));
                HandoffRecord next =
                        like(to, stored.stamp().next(), stored.terms().endsAt());
                replace(store, stored, next);

                assertKept(store, next, "a store knows no rules: it writes whatever follows the stamp, in every part");
            }
        }
    }

    @Test
    void replace_answeringTrue_hasWrittenWhenItReturns() {
        TokenStore other = anotherStore();
        HandoffRecord current = insert(store, TestRecords.opened());
        for (int number = 1; number <= MANY; number++) {
            current = replace(store, current, TestRecords.following(current, number));

            assertKept(other, current, WRITTEN);
        }
    }

    @Test
    void replace_answeringFalse_hasNotWritten() {
        for (int i = 1; i <= MANY; i++) {
            HandoffRecord first = insert(store, TestRecords.opened());
            HandoffRecord next = TestRecords.following(first, i);

            boolean answer = store.replace(first, next);
            assertKept(
                    store,
                    answer ? next : first,
                    "replace answered " + answer + "; true means written, false means not written");
        }
    }

    /** With this record's parts, but a stamp and an end of its own. */
    private static HandoffRecord like(HandoffRecord record, Stamp stamp, Instant end) {
        return TestRecords.withEnd(TestRecords.withStamp(record, stamp), end);
    }
}
