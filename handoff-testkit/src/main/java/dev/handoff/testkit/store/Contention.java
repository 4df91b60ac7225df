package dev.handoff.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStore;
import java.time.Duration;
import java.util.BitSet;

/** Two that replace one record over and over, each on what it finds: every version must be written by one of them. */
final class Contention {

    /** What was broken where more than one of many is told true. */
    static final String ATOMIC =
            "of many at once at most one is true (look for check, then write; one atomic operation must do both)";

    private Contention() {}

    /**
     * Finds and replaces, as often as it can.
     *
     * @param mark told apart from the other's
     * @return the versions that it was told it wrote
     */
    static BitSet replaceOverAndOver(TokenStore store, String sessionKey, int mark, int most, Duration longest) {
        BitSet versions = new BitSet();
        long start = System.nanoTime();
        for (int turn = 0; turn < most && System.nanoTime() - start < longest.toNanos(); turn++) {
            HandoffRecord current = store.find(sessionKey).orElseThrow();
            HandoffRecord next = TestRecords.following(current, mark);
            if (store.replace(current, next)) {
                versions.set((int) next.stamp().version());
            }
        }
        return versions;
    }

    static void assertEachVersionWrittenOnce(TokenStore store, String sessionKey, BitSet byOne, BitSet byOther) {
        BitSet byBoth = (BitSet) byOne.clone();
        byBoth.and(byOther);
        assertThat(byBoth.cardinality())
                .as("versions that both were told they wrote; " + ATOMIC)
                .isZero();
        int successes = byOne.cardinality() + byOther.cardinality();
        assertThat(store.find(sessionKey).orElseThrow().stamp().version())
                .as("the version after %d replacements that were told true", successes)
                .isEqualTo(1L + successes);
    }
}
