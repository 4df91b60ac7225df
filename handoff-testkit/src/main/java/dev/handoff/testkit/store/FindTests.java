package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.StoreAssertions.assertGone;
import static dev.handoff.testkit.store.StoreAssertions.assertKept;
import static dev.handoff.testkit.store.StoreAssertions.insert;
import static dev.handoff.testkit.store.StoreAssertions.replace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.Stamp;
import dev.handoff.spi.TokenStore;
import java.lang.ref.WeakReference;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Find answers what was written last, by whomever, however long ago. */
abstract class FindTests extends StoreTests {

    private static final String FRESH =
            "find answers what was written last, by whomever (look for a cache, a replica, an open transaction)";
    private static final int THREADS = 16;
    private static final int TIMES = 3;

    FindTests(TokenStoreContract contract) {
        super(contract);
    }

    @Test
    void find_unknownKey_isEmpty() {
        insert(store, TestRecords.opened());

        assertGone(store, TestRecords.opened(), "find answers only for the key that it was asked for");
    }

    @Test
    void find_keyThatWasUnknownBefore_seesTheInsert() {
        TokenStore other = anotherStore();
        HandoffRecord mine = TestRecords.opened();
        HandoffRecord theirs = TestRecords.opened();
        for (HandoffRecord record : new HandoffRecord[] {mine, theirs}) {
            lookForNothing(store, record);
            lookForNothing(other, record);
        }
        insert(store, mine);
        insert(other, theirs);

        for (HandoffRecord record : new HandoffRecord[] {mine, theirs}) {
            assertKept(store, record, FRESH + "; the key was unknown before");
            assertKept(other, record, FRESH + "; the key was unknown before");
            replace(store, record, TestRecords.following(record));
        }
    }

    @Test
    void find_sameKeyAgain_givesTheSame() {
        HandoffRecord record = insert(store, TestRecords.ofEveryShape().get(0));
        for (int i = 0; i < TIMES; i++) {
            assertKept(store, record, "finding changes nothing");
        }
    }

    @Test
    void find_afterTheSessionsEnd_stillFinds() {
        for (Instant end : new Instant[] {Instant.EPOCH, Instant.ofEpochMilli(9_000), TestRecords.NOON}) {
            for (HandoffRecord shape : TestRecords.ofEveryShape()) {
                HandoffRecord ended = insert(store, TestRecords.withEnd(shape, end));

                assertKept(
                        store,
                        ended,
                        "a record stays until it is purged: a phone that is late is told why (look for expiry times)");
            }
        }
    }

    @Test
    void find_afterAWriteByAnotherThread_isWhatWasWritten() {
        HandoffRecord first = insert(store, TestRecords.opened());
        HandoffRecord second = TestRecords.following(first);
        store.find(first.sessionKey());
        ManyThreads.together(1, rival -> replace(store, first, second));

        assertKept(store, second, FRESH);
    }

    @Test
    void find_afterAWriteThroughAnotherStore_isWhatWasWritten() {
        TokenStore other = anotherStore();
        HandoffRecord first = insert(store, TestRecords.opened());
        HandoffRecord second = TestRecords.following(first);
        other.find(first.sessionKey());
        replace(store, first, second);

        assertKept(other, second, FRESH);
    }

    @Test
    void find_byManyThreadsThatLookedBefore_isWhatWasWrittenSince() {
        TokenStore other = anotherStore();
        HandoffRecord current = insert(store, TestRecords.opened());
        HandoffRecord toCome = TestRecords.opened();
        for (int i = 1; i <= TIMES; i++) {
            // every thread has looked, and every connection that the store keeps open
            HandoffRecord seen = current;
            ManyThreads.together(THREADS, thread -> {
                assertKept(other, seen, FRESH);
                return other.find(toCome.sessionKey());
            });
            current = replace(store, seen, TestRecords.following(seen, i));
        }
        insert(store, toCome);

        HandoffRecord last = current;
        ManyThreads.together(THREADS, thread -> {
            assertKept(other, last, FRESH + "; by thread and by connection");
            assertKept(other, toCome, FRESH + "; by thread and by connection");
            return thread;
        });
    }

    @Test
    void find_afterAGarbageCollection_stillFinds() {
        Stamp stamp = TestRecords.stamp(TestRecords.newKey(), 1);
        HandoffRecord kept = TestRecords.allOf(stamp, 7);
        // the store alone holds what it is handed here
        insert(store, TestRecords.allOf(copyOf(stamp), 7));
        collectGarbage();

        assertKept(store, kept, "the store alone keeps a record (look for weak references)");
    }

    /** Equal, and of other objects. */
    private static Stamp copyOf(Stamp stamp) {
        return new Stamp(
                String.valueOf(stamp.sessionKey().toCharArray()),
                String.valueOf(stamp.generation().toCharArray()),
                stamp.version());
    }

    private static void collectGarbage() {
        WeakReference<Object> witness = new WeakReference<>(new Object());
        for (int i = 0; i < 10 && witness.get() != null; i++) {
            System.gc();
        }
    }

    private static void lookForNothing(TokenStore store, HandoffRecord record) {
        for (int i = 0; i < TIMES; i++) {
            assertGone(store, record, "the key has no record yet");
            assertThat(store.replace(record, TestRecords.following(record)))
                    .as("the key has no record yet")
                    .isFalse();
        }
    }
}
