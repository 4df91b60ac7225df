package dev.handoff.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;

/** Two threads that find and replace one record repeatedly: each state must be written by one of them. */
final class Contention {

    /** The promise that is broken if several concurrent writes return true. */
    static final String ATOMIC =
            "of several concurrent writes at most one may return true (look for a check and a write in two steps, or a"
                    + " lock that only one object or process knows)";

    private Contention() {}

    /** Returns the record that both threads replace. */
    static StoredRecord first() {
        return TestRecords.numbered(TestRecords.opened(), 1, 0);
    }

    /**
     * Finds and replaces the record until the time is over.
     *
     * @param mark distinguishes this thread's records from the other thread's
     * @return the numbers of the states whose write returned true, and 0 if the result of a write is unknown
     */
    static BitSet replaceOverAndOver(TokenStore store, String key, int mark, Duration longest) {
        BitSet written = new BitSet();
        long start = System.nanoTime();
        while (System.nanoTime() - start < longest.toNanos()) {
            StoredRecord current = StoreAssertions.look(store, key).orElseThrow();
            int number = TestRecords.number(current) + 1;
            StoredRecord next = TestRecords.numbered(current, number, mark);
            WriteResult result = WriteResult.of(() -> store.replace(current, next));
            if (result != WriteResult.NO) {
                written.set(result == WriteResult.YES ? number : 0);
            }
        }
        return written;
    }

    static void assertEachStateWrittenOnce(TokenStore store, String key, List<BitSet> written) {
        BitSet byBoth = (BitSet) written.get(0).clone();
        byBoth.and(written.get(1));
        byBoth.clear(0);
        assertThat(byBoth.cardinality())
                .as("the number of states for which both replacements returned true; " + ATOMIC)
                .isZero();
        boolean isAllKnown = written.stream().noneMatch(one -> one.get(0));
        int successes = written.stream()
                .mapToInt(one -> one.cardinality() - (one.get(0) ? 1 : 0))
                .sum();
        assertThat(TestRecords.number(store.find(key).orElseThrow()))
                .as(
                        "the number of the stored state after %d replacements that returned true (look for lost"
                                + " writes)",
                        successes)
                .isBetween(1 + successes, isAllKnown ? 1 + successes : Integer.MAX_VALUE);
    }
}
