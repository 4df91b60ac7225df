package dev.handoff.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;

/** Two that replace one record over and over, each on what it finds: every state must be written by one of them. */
final class Contention {

    /** What was broken where more than one of many is told true. */
    static final String ATOMIC =
            "of many at once at most one is true (look for check, then write; one atomic operation must do both)";

    private Contention() {}

    /** The record on which two contend. */
    static StoredRecord first() {
        return TestRecords.numbered(TestRecords.opened(), 1, 0);
    }

    /**
     * Finds and replaces, as often as it can.
     *
     * @param mark told apart from the other's
     * @return the numbers of the states that it was told it wrote, and 0 if it does not know that of others
     */
    static BitSet replaceOverAndOver(TokenStore store, String key, int mark, Duration longest) {
        BitSet written = new BitSet();
        long start = System.nanoTime();
        while (System.nanoTime() - start < longest.toNanos()) {
            StoredRecord current = StoreAssertions.look(store, key).orElseThrow();
            int number = TestRecords.number(current) + 1;
            StoredRecord next = TestRecords.numbered(current, number, mark);
            WriteResult told = WriteResult.of(() -> store.replace(current, next));
            if (told != WriteResult.NO) {
                written.set(told == WriteResult.YES ? number : 0);
            }
        }
        return written;
    }

    static void assertEachStateWrittenOnce(TokenStore store, String key, List<BitSet> written) {
        BitSet byBoth = (BitSet) written.get(0).clone();
        byBoth.and(written.get(1));
        byBoth.clear(0);
        assertThat(byBoth.cardinality())
                .as("states that both were told they wrote; " + ATOMIC)
                .isZero();
        boolean isAllKnown = written.stream().noneMatch(one -> one.get(0));
        int successes = written.stream()
                .mapToInt(one -> one.cardinality() - (one.get(0) ? 1 : 0))
                .sum();
        assertThat(TestRecords.number(store.find(key).orElseThrow()))
                .as("the number of the state after %d replacements that were told true", successes)
                .isBetween(1 + successes, isAllKnown ? 1 + successes : Integer.MAX_VALUE);
    }
}
