package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.StoreAssertions.assertGone;
import static dev.handoff.testkit.store.StoreAssertions.assertKept;
import static dev.handoff.testkit.store.StoreAssertions.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStore;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Insert adds a record if its key has none, and says whether it did. */
abstract class InsertTests extends StoreTests {

    private static final String KEEPS = "an insert that answers false has written nothing";
    private static final String WRITTEN =
            "true means written for good, and visible to all (look for queues, buffers, a missing commit)";
    private static final int MANY = 50;

    InsertTests(TokenStoreContract contract) {
        super(contract);
    }

    @Test
    void insert_answeringTrue_hasWrittenWhenItReturns() {
        TokenStore other = anotherStore();
        for (int i = 0; i < MANY; i++) {
            HandoffRecord record = insert(store, TestRecords.opened());

            assertKept(other, record, WRITTEN);
        }
    }

    @Test
    void insert_answeringFalse_hasNotWritten() {
        for (int i = 0; i < MANY; i++) {
            HandoffRecord record = TestRecords.opened();

            if (store.insert(record)) {
                assertKept(store, record, WRITTEN);
            } else {
                assertGone(store, record, "insert answered false, which means that nothing was written");
            }
        }
    }

    @Test
    void insert_knownKey_isFalseAndKeepsWhatIsThere() {
        HandoffRecord first = insert(store, TestRecords.opened());
        HandoffRecord second = TestRecords.opened(first.sessionKey());

        assertThat(store.insert(second))
                .as("insert answers false when the key has a record")
                .isFalse();
        assertThat(store.insert(first))
                .as("insert answers false when the key has a record, be it the very same one")
                .isFalse();
        assertThat(anotherStore().insert(second))
                .as("insert answers false when the key has a record that another store inserted")
                .isFalse();
        assertKept(store, first, KEEPS);
    }

    @Test
    void insert_keyOfARecordThatIsOver_isFalseAndKeepsWhatIsThere() {
        for (HandoffRecord shape : TestRecords.ofEveryShape()) {
            for (Instant end : new Instant[] {Instant.EPOCH, Instant.ofEpochMilli(9_000), TestRecords.NOON}) {
                HandoffRecord there = insert(store, TestRecords.withEnd(copyOf(shape), end));
                HandoffRecord other = TestRecords.opened(there.sessionKey());

                assertThat(store.insert(other))
                        .as(
                                "insert answers false when the key has a record, also one in state %s that ended %s: only"
                                        + " purge makes a key free",
                                there.state(), end)
                        .isFalse();
                assertKept(store, there, KEEPS);
            }
        }
    }

    @Test
    void insert_keyThatOthersInsertedAndPurged_dependsOnWhatIsThereNow() {
        purgeWhatOtherTestsLeft();
        TokenStore other = anotherStore();
        HandoffRecord first = TestRecords.endingAt(Instant.ofEpochMilli(9_000));
        insert(other, first);
        HandoffRecord second = TestRecords.opened(first.sessionKey());
        assertThat(store.insert(second)).as("the key has a record").isFalse();
        purgeAll(() -> other.purge(Instant.ofEpochMilli(10_000), 1_000));

        insert(store, second);
        assertKept(other, second, "a key is known or free as it is now, whatever was so before (look for a cache)");
    }

    private static HandoffRecord copyOf(HandoffRecord shape) {
        return TestRecords.withStamp(shape, TestRecords.stamp(TestRecords.newKey(), 1));
    }
}
