package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.StoreAssertions.assertGone;
import static dev.handoff.testkit.store.StoreAssertions.assertKept;
import static dev.handoff.testkit.store.StoreAssertions.insert;
import static dev.handoff.testkit.store.StoreAssertions.replace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Replace writes if and only if the stored record has the expected stamp, and returns whether it did. */
abstract class ReplaceTests extends StoreTests {

    private static final String KEEPS = "a replace that returns false must not write anything";
    private static final String ALONE = "replace must not change the record of another key";
    private static final String WRITTEN =
            "a replace that returns true must have written the record for every reader (look for queues, buffers, a"
                    + " missing commit)";
    private static final int MANY = 20;

    @Test
    void replace_otherStamp_returnsFalseAndKeepsTheRecord() {
        StoredRecord first = insert(store, TestRecords.opened());
        StoredRecord second = replace(store, first, TestRecords.following(first));

        assertRefused(store, first, second, "an earlier stamp, even for the same replacement again");
        assertKept(store, second, KEEPS);
        StoredRecord toCome = TestRecords.following(second);
        assertRefused(store, toCome, TestRecords.following(toCome), "a later stamp");
        assertKept(store, second, KEEPS);
    }

    @Test
    void replace_stampThatAnotherStoreReplaced_returnsFalseAndKeepsTheRecord() {
        eachWay((one, other) -> {
            StoredRecord first = insert(one, TestRecords.opened());
            other.find(first.key());
            StoredRecord second = replace(one, first, TestRecords.following(first));

            assertRefused(
                    other,
                    first,
                    TestRecords.following(first),
                    "a stamp that another object has replaced (look for a cache)");
            assertKept(one, second, KEEPS);
            replace(other, second, TestRecords.following(second));
        });
    }

    @Test
    void replace_stampOfAnotherKey_returnsFalseAndChangesNoRecord() {
        StoredRecord mine = insert(store, TestRecords.opened());
        StoredRecord neighbour = insert(store, TestRecords.opened());
        StoredRecord expected = TestRecords.withStamp(mine, neighbour.stamp());

        assertRefused(store, expected, TestRecords.following(expected), "the stamp of another key");
        assertKept(store, mine, KEEPS);
        assertKept(store, neighbour, ALONE);
    }

    @Test
    void replace_oneOfTwoRecords_keepsTheOtherRecord() {
        StoredRecord mine = insert(store, TestRecords.opened());
        StoredRecord neighbour = insert(store, TestRecords.opened());
        StoredRecord next = replace(store, mine, TestRecords.following(mine));

        assertKept(store, next, WRITTEN);
        assertKept(store, neighbour, ALONE);
    }

    @Test
    void replace_unknownKey_returnsFalseAndInsertsNothing() {
        StoredRecord unknown = TestRecords.opened();

        assertRefused(store, unknown, TestRecords.following(unknown), "a stamp without a record");
        assertGone(store, unknown, "replace must not insert a record");
    }

    @Test
    void replace_sameStampButOtherBody_writesTheWholeBody() {
        for (String assumed : TestRecords.STATES) {
            StoredRecord stored = insert(store, TestRecords.fullAfter(TestRecords.opened()));
            StoredRecord expected = TestRecords.withBody(stored, assumed);
            StoredRecord next = TestRecords.withBody(TestRecords.following(stored), assumed);
            replace(store, expected, next);

            assertKept(
                    store,
                    next,
                    "replace must compare the stamp alone and write the whole body: do not compare bodies, and do not"
                            + " skip a body that is equal in expected and next");
        }
    }

    @Test
    void replace_recordInAnyState_writesAnyOtherState() {
        for (String from : TestRecords.STATES) {
            for (String to : TestRecords.STATES) {
                for (Instant end : endsOfWhatIsOver()) {
                    StoredRecord stored = insert(store, TestRecords.withBody(TestRecords.endingAt(end), from));
                    StoredRecord next = TestRecords.withBody(TestRecords.following(stored), to);
                    replace(store, stored, next);

                    assertKept(store, next, "replace must write any body: a store must not know the rules");
                }
            }
        }
    }

    @Test
    void replace_thatReturnsTrue_hasWrittenTheRecord() {
        eachWay((writer, reader) -> {
            StoredRecord current = insert(writer, TestRecords.opened());
            for (int number = 1; number <= MANY; number++) {
                current = replace(writer, current, TestRecords.following(current));

                assertKept(reader, current, WRITTEN);
            }
        });
    }

    private static void assertRefused(TokenStore store, StoredRecord expected, StoredRecord next, String why) {
        assertThat(store.replace(expected, next))
                .as("replace must return false unless the stored record has the expected stamp, which was " + why)
                .isFalse();
    }
}
