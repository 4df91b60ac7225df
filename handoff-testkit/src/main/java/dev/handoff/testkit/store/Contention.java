package dev.handoff.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import java.time.Duration;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;

/** Two that replace one record over and over, each on what it finds: every state must be written by one of them. */
final class Contention {

    /** What was broken where more than one of many is told true. */
    static final String ATOMIC =
            "of many at once at most one is true (look for check, then write; one atomic operation must do both)";

    private Contention() {}

    /**
     * What one of them was told.
     *
     * @param numbers of the states that it was told it wrote
     * @param unknown of how many writes it does not know
     */
    record Written(BitSet numbers, int unknown) {

        String toText() {
            return HexFormat.of().formatHex(numbers.toByteArray()) + "/" + unknown;
        }

        static Written parse(String text) {
            String[] parts = text.split("/", 2);
            return new Written(BitSet.valueOf(HexFormat.of().parseHex(parts[0])), Integer.parseInt(parts[1]));
        }
    }

    /** The record on which two contend. */
    static StoredRecord first() {
        return TestRecords.numbered(TestRecords.opened(), 1, 0);
    }

    /**
     * Finds and replaces, as often as it can.
     *
     * @param mark told apart from the other's
     */
    static Written replaceOverAndOver(TokenStore store, String key, int mark, Duration longest) {
        BitSet numbers = new BitSet();
        int unknown = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < longest.toNanos()) {
            StoredRecord current = StoreAssertions.look(store, key).orElseThrow();
            int number = TestRecords.number(current) + 1;
            StoredRecord next = TestRecords.numbered(current, number, mark);
            switch (Told.of(() -> store.replace(current, next))) {
                case YES -> numbers.set(number);
                case UNKNOWN -> unknown++;
                case NO -> {
                    // the other one was faster
                }
            }
        }
        return new Written(numbers, unknown);
    }

    static void assertEachStateWrittenOnce(TokenStore store, String key, List<Written> written) {
        BitSet byBoth = (BitSet) written.get(0).numbers().clone();
        byBoth.and(written.get(1).numbers());
        assertThat(byBoth.cardinality())
                .as("states that both were told they wrote; " + ATOMIC)
                .isZero();
        int successes =
                written.stream().mapToInt(one -> one.numbers().cardinality()).sum();
        int unknown = written.stream().mapToInt(Written::unknown).sum();
        assertThat(TestRecords.number(store.find(key).orElseThrow()))
                .as(
                        "the number of the state after %d replacements that were told true, and %d unknown ones",
                        successes, unknown)
                .isBetween(1 + successes, 1 + successes + unknown);
    }
}
