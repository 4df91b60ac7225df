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

/** The store works for many records, and for many calls of every kind. */
abstract class EnduranceTests extends StoreTests {

    private static final int WRITERS = 8;

    /** More than connection pools, caches of prepared statements and lists of parameters hold. */
    private static final int MANY_CALLS = 300;

    /** A slow store makes fewer calls, and takes fewer records. */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private static final String STILL_WORKS =
            "the store works after many calls that found or wrote nothing (look for connections or locks that are not"
                    + " given back)";

    @BeforeEach
    final void clearThePast() {
        purgeWhatOtherTestsLeft();
    }

    @Test
    void manyRecords_untilAPurge_areKeptAndThenDeleted() {
        List<StoredRecord> records = fill(contract.forgetsByItself() ? TestRecords.NOON : JUST_BEFORE);
        for (int i = 0; i < records.size(); i += i < 1_000 ? 1 : 97) {
            assertKept(store, records.get(i), "a record stays until it is purged (look for a bound, an eviction)");
        }
        if (!contract.forgetsByItself()) {
            int few = records.size() / 3;
            assertThat(store.purge(BOUND, few))
                    .as(
                            "of %d ended records, at a limit of %d (look for a limit of the store's own)",
                            records.size(), few)
                    .isEqualTo(few);
            assertThat(store.purge(BOUND, Integer.MAX_VALUE))
                    .as("of %d ended records, all that were left", records.size())
                    .isEqualTo(records.size() - few);
            assertGone(store, records.get(0), "purge deletes what ended");
            assertGone(store, records.get(records.size() - 1), "purge deletes what ended");
        }
    }

    @Test
    void calls_thatFindOrWriteNothing_releaseTheirResources() {
        StoredRecord known = insert(store, TestRecords.opened());
        StoredRecord unknown = TestRecords.opened();
        StoredRecord overtaken = TestRecords.withStamp(known, TestRecords.newStamp());
        many(() -> assertGone(store, unknown, "the key has no record"));
        many(() -> assertFalse(store.insert(overtaken), "the key has a record"));
        many(() -> assertFalse(store.replace(overtaken, TestRecords.following(known)), "the stamp is another one"));
        many(() -> assertFalse(store.replace(unknown, TestRecords.following(unknown)), "the key has no record"));
        many(() -> assertFalse(store.purge(BOUND, 1_000) > 0, "nothing has ended"));

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

        assertKept(store, current[0], "a record may be replaced as often as anybody likes");
    }

    private static void assertFalse(boolean answer, String why) {
        assertThat(answer).as(why).isFalse();
    }

    /** In a thread of its own: where something is never given back, the next call may wait for it for ever. */
    private void many(Runnable call) {
        ManyThreads.together(1, thread -> {
            long start = System.nanoTime();
            for (int i = 0; i < MANY_CALLS && System.nanoTime() - start < LONGEST.toNanos(); i++) {
                call.run();
            }
            return thread;
        });
    }

    /** Records in the order in which they came, as many as the store takes in a second. */
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
