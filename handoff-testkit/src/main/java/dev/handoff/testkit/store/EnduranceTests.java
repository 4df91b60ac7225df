package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.StoreAssertions.assertGone;
import static dev.handoff.testkit.store.StoreAssertions.assertKept;
import static dev.handoff.testkit.store.StoreAssertions.insert;
import static dev.handoff.testkit.store.StoreAssertions.replace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The store works for many records and for many calls of every kind. */
abstract class EnduranceTests extends StoreTests {

    private static final int WRITERS = 8;

    /** More than the usual bounds of connection pools, statement caches and parameter lists. */
    private static final int MANY_CALLS = 300;

    /** A slow store makes fewer calls and inserts fewer records. */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private static final String STILL_WORKS =
            "the store must work after many calls that found or wrote nothing (look for connections or locks that are"
                    + " not released)";

    @BeforeEach
    final void clearThePast() {
        purgeWhatOtherTestsLeft();
    }

    @Test
    void manyRecords_untilAPurge_areKeptAndThenDeleted() {
        List<StoredRecord> records = fill(contract.forgetsByItself() ? TestRecords.NOON : JUST_BEFORE);
        for (int i = 0; i < records.size(); i += i < 1_000 ? 1 : 97) {
            assertKept(
                    store,
                    records.get(i),
                    "a record must stay until it is purged (look for a size limit or an eviction)");
        }
        if (!contract.forgetsByItself()) {
            int few = records.size() / 3;
            assertThat(store.purge(BOUND, few))
                    .as(
                            "how many of %d ended records a purge deleted at a limit of %d (look for a lower limit"
                                    + " in the store)",
                            records.size(), few)
                    .isEqualTo(few);
            assertThat(store.purge(BOUND, Integer.MAX_VALUE))
                    .as("how many records the second purge deleted of those that were left of %d", records.size())
                    .isEqualTo(records.size() - few);
            assertGone(store, records.get(0), "purge must delete a record that has ended");
            assertGone(store, records.get(records.size() - 1), "purge must delete a record that has ended");
        }
    }

    @Test
    void calls_thatFindOrWriteNothing_releaseTheirResources() {
        StoredRecord known = insert(store, TestRecords.opened());
        StoredRecord unknown = TestRecords.opened();
        StoredRecord overtaken = TestRecords.withStamp(known, TestRecords.newStamp());
        many(() -> assertGone(store, unknown, "find must return nothing, because the key has no record"));
        many(() -> assertFalse(store.insert(overtaken), "insert must return false, because the key has a record"));
        many(() -> assertFalse(
                store.replace(overtaken, TestRecords.following(known)),
                "replace must return false, because the stamp differs"));
        many(() -> assertFalse(
                store.replace(unknown, TestRecords.following(unknown)),
                "replace must return false, because the key has no record"));
        many(() -> assertFalse(store.purge(BOUND, 1_000) > 0, "purge must return 0, because no record has ended"));

        many(() -> {
            assertKept(store, known, STILL_WORKS);
            StoredRecord inserted = insert(store, TestRecords.opened());
            replace(store, inserted, TestRecords.following(inserted));
        });
        assertFalse(store.purge(BOUND, 1_000) > 0, STILL_WORKS);
    }

    @Test
    void replace_oneRecordManyTimes_writesEachTime() {
        StoredRecord[] current = {insert(store, TestRecords.opened())};
        many(() -> current[0] = replace(store, current[0], TestRecords.following(current[0])));

        assertKept(store, current[0], "a record can be replaced any number of times");
    }

    private static void assertFalse(boolean answer, String why) {
        assertThat(answer).as(why).isFalse();
    }

    /** Runs in another thread, because a call may wait forever for a resource that is never released. */
    private void many(Runnable call) {
        ManyThreads.together(1, thread -> {
            long start = System.nanoTime();
            for (int i = 0; i < MANY_CALLS && System.nanoTime() - start < LONGEST.toNanos(); i++) {
                call.run();
            }
            return thread;
        });
    }

    /** Inserts records until a second has passed, and returns them in their order. */
    private List<StoredRecord> fill(Instant end) {
        long start = System.nanoTime();
        int most = contract.manyRecords();
        List<TokenStore> stores = twoStores();
        Queue<StoredRecord> inOrder = new ConcurrentLinkedQueue<>();
        ManyThreads.together(WRITERS, writer -> {
            for (int i = 0; i < most / WRITERS && System.nanoTime() - start < LONGEST.toNanos(); i++) {
                inOrder.add(insert(stores.get(writer % 2), TestRecords.endingAt(end)));
            }
            return writer;
        });
        return List.copyOf(inOrder);
    }
}
