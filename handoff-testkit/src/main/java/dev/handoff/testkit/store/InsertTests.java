package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.StoreAssertions.assertKept;
import static dev.handoff.testkit.store.StoreAssertions.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.StoredRecord;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Insert adds a record if its key has none, and says whether it did. */
abstract class InsertTests extends StoreTests {

    private static final String KEEPS = "an insert that answers false has written nothing";
    private static final String WRITTEN =
            "true means written for good, and visible to all (look for queues, buffers, a missing commit)";
    private static final int MANY = 20;

    @Test
    void insert_thatReturnsTrue_hasWrittenTheRecord() {
        eachWay((writer, reader) -> {
            for (int i = 0; i < MANY; i++) {
                assertKept(reader, insert(writer, TestRecords.opened()), WRITTEN);
            }
        });
    }

    @Test
    void insert_knownKey_returnsFalseAndKeepsTheRecord() {
        eachWay((one, other) -> {
            StoredRecord first = insert(one, TestRecords.opened());

            assertThat(other.insert(TestRecords.opened(first.key())))
                    .as("insert answers false when the key has a record, whoever inserted it")
                    .isFalse();
            assertKept(one, first, KEEPS);
            assertThat(other.insert(first))
                    .as("insert answers false when the key has a record, be it the very same one")
                    .isFalse();
            assertKept(one, first, KEEPS);
        });
    }

    @Test
    void insert_keyOfASessionThatIsOver_returnsFalseAndKeepsTheRecord() {
        for (String state : TestRecords.STATES) {
            for (Instant end : endsOfWhatIsOver()) {
                StoredRecord there = insert(store, TestRecords.withBody(TestRecords.endingAt(end), state));

                assertThat(store.insert(TestRecords.opened(there.key())))
                        .as(
                                "insert answers false when the key has a record, also [%s] that ended %s: only purge makes"
                                        + " a key free",
                                state, end)
                        .isFalse();
                assertKept(store, there, KEEPS);
            }
        }
    }
}
