package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.StoreAssertions.assertGone;
import static dev.handoff.testkit.store.StoreAssertions.assertKept;
import static dev.handoff.testkit.store.StoreAssertions.insert;
import static dev.handoff.testkit.store.StoreAssertions.replace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.spi.StoredRecord;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two processes on the same data see each other's writes and locks. */
abstract class TwoProcessTests extends StoreTests {

    private static final int RECORDS = 1_000;
    private static final Instant AFTER_NOON = TestRecords.NOON.plusMillis(1);
    private static final String SEEN = "a write of one process must be visible to the other process when it returns";
    private static final String LOCKS = " (look for a lock or a cache in the memory of one process)";

    private OtherJvm other;

    @BeforeEach
    final void startSecondProcess() {
        SecondProcess second = contract.secondProcess();
        assumeTrue(
                second != null,
                "UNPROVEN: whether two processes can share the data. To prove it, override secondProcess()");
        other = OtherJvm.of(second);
        assertThat(other.isTrue("has", insert(store, newRecord())))
                .as("whether the second process sees a new record of this process (look for another address, a buffer"
                        + " or a replica)")
                .isTrue();
    }

    @AfterAll
    static void endSecondProcess() {
        OtherJvm.end();
    }

    @Test
    void writes_ofThisProcess_areVisibleToTheSecondProcess() {
        StoredRecord first = newRecord();
        StoredRecord second = ProcessCommands.next(first);
        assertThat(other.isTrue("has-none", first))
                .as("find must return nothing, because nothing was inserted yet")
                .isTrue();
        insert(store, first);

        assertThat(other.isTrue("has", first)).as(SEEN).isTrue();
        assertThat(other.isTrue("insert", first))
                .as("insert must return false, because the key has a record")
                .isFalse();
        replace(store, first, second);
        assertThat(other.isTrue("replace", first))
                .as("replace must return false, because another stamp is stored")
                .isFalse();
        if (!contract.forgetsByItself()) {
            purgeAll(() -> store.purge(AFTER_NOON, 1_000));
            assertThat(other.isTrue("has-none", first))
                    .as(SEEN + "; this write was a purge")
                    .isTrue();
        }
    }

    @Test
    void writes_ofTheSecondProcess_areVisibleToThisProcess() {
        StoredRecord first = newRecord();
        assertGone(store, first, "find must return nothing, because nothing was inserted yet");
        untilTrue("insert", first);

        assertKept(store, first, SEEN);
        assertThat(store.insert(first))
                .as("insert must return false, because the key has a record")
                .isFalse();
        untilTrue("replace", first);
        assertKept(store, ProcessCommands.next(first), SEEN);
        assertThat(store.replace(first, ProcessCommands.next(first)))
                .as("replace must return false, because another stamp is stored")
                .isFalse();
        if (!contract.forgetsByItself()) {
            other.ask("purge", AFTER_NOON.toEpochMilli());
            assertThat(other.number())
                    .as("how many records purge deleted; at least one has ended")
                    .isPositive();
            assertGone(store, first, SEEN + "; this write was a purge");
        }
    }

    @Test
    void insert_inTwoProcessesAtOnce_oneReturnsTrueAndItsRecordStays() {
        long seed = System.nanoTime();
        other.ask("insert-all", seed, RECORDS);
        BitSet mine = ProcessCommands.insertAll(store, seed, RECORDS);
        BitSet theirs = other.bits();

        BitSet both = (BitSet) mine.clone();
        both.and(theirs);
        assertThat(both.cardinality())
                .as("the number of keys for which insert returned true in both processes" + LOCKS)
                .isZero();
        BitSet either = (BitSet) mine.clone();
        either.or(theirs);
        either.stream()
                .forEach(i -> assertThat(store.find(ProcessCommands.key(seed, i)))
                        .as("an inserted record must stay" + LOCKS)
                        .isPresent());
    }

    @Test
    void hello_inTwoProcessesToAnUnstoredSession_letsOnePhoneIn() {
        long seed = System.nanoTime();
        other.ask("consume-all", seed, RECORDS);
        BitSet mine = ProcessCommands.consumeAll(store, seed, RECORDS);
        BitSet theirs = other.bits();

        assertThat(mine.intersects(theirs))
                .as("whether both processes accepted a phone for the same session" + LOCKS)
                .isFalse();
        mine.or(theirs);
        assertThat(mine.cardinality())
                .as("the number of sessions that accepted a phone")
                .isEqualTo(RECORDS);
    }

    @Test
    void replace_inTwoProcessesRepeatedly_writesEachStateOnce() {
        String key = insert(store, Contention.first()).key();
        other.ask("replace-over-and-over", key, contract.longest().toMillis());
        BitSet mine = Contention.replaceOverAndOver(store, key, 1, contract.longest());

        Contention.assertEachStateWrittenOnce(store, key, List.of(mine, other.bits()));
    }

    @Test
    void purge_inTwoProcessesAtOnce_countsEachRecordOnce() {
        assumePurges();
        for (int i = 0; i < RECORDS; i++) {
            insert(store, TestRecords.opened());
        }
        other.ask("purge", AFTER_NOON.toEpochMilli());
        int mine = store.purge(AFTER_NOON, Integer.MAX_VALUE);
        int theirs = other.number();

        assertThat(mine + theirs + store.purge(AFTER_NOON, Integer.MAX_VALUE))
                .as("the number of records that both processes counted as deleted" + LOCKS)
                .isEqualTo(RECORDS);
    }

    private static StoredRecord newRecord() {
        return TestRecords.full(TestRecords.newKey(), TestRecords.newStamp(), TestRecords.NOON);
    }

    /** Repeats a write of the second process until it returns true, because a store may lose a race. */
    private void untilTrue(String command, StoredRecord record) {
        int attempts = 1;
        while (!other.isTrue(command, record)) {
            attempts++;
            assertThat(attempts)
                    .as("the number of times that " + command + " returned false in the second process")
                    .isLessThan(32);
        }
    }
}
