package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.StoreAssertions.assertKept;
import static dev.handoff.testkit.store.StoreAssertions.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.StoredRecord;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Insert adds a record if its key has no record, and returns whether it did. */
abstract class InsertTests extends StoreTests {

    private static final String KEEPS = "an insert that returns false must not write anything";
    private static final String WRITTEN =
            "an insert that returns true must have written the record for every reader (look for queues, buffers, a"
                    + " missing commit)";
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
                    .as("insert must return false if the key has a record, even if another object inserted it")
                    .isFalse();
            assertKept(one, first, KEEPS);
            assertThat(other.insert(first))
                    .as("insert must return false if the key has a record, even if that record is equal")
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
                                "insert must return false if the key has a record, even [%s] that ended %s,"
                                        + " because only purge frees a key",
                                state, end)
                        .isFalse();
                assertKept(store, there, KEEPS);
            }
        }
    }
}
