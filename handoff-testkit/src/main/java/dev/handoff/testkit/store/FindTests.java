package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.StoreAssertions.assertGone;
import static dev.handoff.testkit.store.StoreAssertions.assertKept;
import static dev.handoff.testkit.store.StoreAssertions.insert;
import static dev.handoff.testkit.store.StoreAssertions.replace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Find returns the record that was written last, by any thread, object or process. */
abstract class FindTests extends StoreTests {

    private static final String FRESH =
            "find must return what was written last, by any thread or object (look for a cache, a replica, an open"
                    + " transaction)";
    private static final int THREADS = 16;
    private static final int TIMES = 3;

    /** How long another object is asked whether it returns a write that it did not return at first. */
    private static final Duration LATE = Duration.ofMillis(300);

    @Test
    void find_unknownKey_returnsEmpty() {
        insert(store, TestRecords.opened());

        assertGone(store, TestRecords.opened(), "find must return nothing for an unknown key");
    }

    @Test
    void find_keyThatWasUnknownBefore_returnsTheInsertedRecord() {
        eachWay((writer, reader) -> {
            StoredRecord record = TestRecords.opened();
            for (int i = 0; i < TIMES; i++) {
                for (TokenStore asked : List.of(writer, reader)) {
                    assertGone(asked, record, "find must return nothing, because the key has no record yet");
                    assertThat(asked.replace(record, TestRecords.following(record)))
                            .as("replace must return false, because the key has no record yet")
                            .isFalse();
                }
            }
            insert(writer, record);

            assertKept(writer, record, FRESH + "; the key was unknown before");
            assertKept(reader, record, FRESH + "; the key was unknown before");
            replace(reader, record, TestRecords.following(record));
        });
    }

    @Test
    void find_sameKeyAgain_returnsTheSameRecord() {
        StoredRecord record = insert(store, TestRecords.opened());
        for (int i = 0; i < TIMES; i++) {
            assertKept(store, record, "find must not change the record");
        }
    }

    @Test
    void find_afterTheSessionsEnd_returnsTheRecord() {
        for (Instant end : endsOfWhatIsOver()) {
            for (String state : TestRecords.STATES) {
                assertKept(
                        store,
                        insert(store, TestRecords.withBody(TestRecords.endingAt(end), state)),
                        "a record must stay after the session's end until it is purged (look for expiry times)");
            }
        }
    }

    @Test
    void find_afterAWriteByAnotherThread_returnsTheWrittenRecord() {
        StoredRecord first = insert(store, TestRecords.opened());
        StoredRecord second = TestRecords.following(first);
        store.find(first.key());
        ManyThreads.together(1, rival -> replace(store, first, second));

        assertKept(store, second, FRESH);
    }

    @Test
    void find_afterAWriteThroughAnotherStore_returnsTheWrittenRecord() {
        TokenStore other = anotherStore();
        if (other == store) {
            assertNothingComesLate(contract.createStore());
        }
        assumeTrue(
                other != store,
                "UNPROVEN: whether one object of the store returns what another object wrote. The objects that"
                        + " createStore() returns share no data, so that all tests use one object. If they must share"
                        + " data, return true from mustShareData()");
        for (List<TokenStore> pair : List.of(List.of(store, other), List.of(other, store))) {
            StoredRecord first = insert(pair.get(0), TestRecords.opened());
            assertKept(pair.get(1), first, FRESH);
            StoredRecord second = replace(pair.get(0), first, TestRecords.following(first));
            assertKept(pair.get(1), second, FRESH);
        }
    }

    /** Objects that share no data never return each other's writes; objects that return them later read a copy. */
    private void assertNothingComesLate(TokenStore other) {
        StoredRecord forth = insert(store, TestRecords.opened());
        StoredRecord back = insert(other, TestRecords.opened());
        for (long start = System.nanoTime(); System.nanoTime() - start < LATE.toNanos(); LockSupport.parkNanos(1)) {
            assertGone(other, forth, "a write must be visible everywhere when it returns, not later; " + FRESH);
            assertGone(store, back, "a write must be visible everywhere when it returns, not later; " + FRESH);
        }
    }

    @Test
    void find_byManyThreadsThatReadBefore_returnsTheLatestRecord() {
        eachWay((writer, reader) -> {
            StoredRecord current = insert(writer, TestRecords.opened());
            StoredRecord toCome = TestRecords.opened();
            for (int i = 1; i <= TIMES; i++) {
                // every thread has read, and so has every connection that the store keeps open
                StoredRecord seen = current;
                ManyThreads.together(THREADS, thread -> {
                    assertKept(reader, seen, FRESH);
                    return reader.find(toCome.key());
                });
                current = replace(writer, seen, TestRecords.following(seen));
            }
            insert(writer, toCome);

            StoredRecord last = current;
            ManyThreads.together(THREADS, thread -> {
                assertKept(reader, last, FRESH + "; every thread and connection has read before");
                assertKept(reader, toCome, FRESH + "; every thread and connection has read before");
                return thread;
            });
        });
    }

    @Test
    void find_byManyThreadsAtOnce_returnsTheRecordThatEachAskedFor() {
        List<StoredRecord> records = Stream.generate(() -> insert(store, TestRecords.opened()))
                .limit(THREADS)
                .toList();
        long start = System.nanoTime();
        ManyThreads.together(THREADS, thread -> {
            StoredRecord mine = records.get(thread);
            for (int i = 0; i < contract.rounds() * 50 && isTimeLeft(start); i++) {
                assertKept(
                        store,
                        mine,
                        "find must return the record of the requested key (look for a buffer or statement that threads"
                                + " share)");
            }
            return thread;
        });
    }

    @Test
    void find_afterAGarbageCollection_returnsTheRecord() {
        String key = TestRecords.newKey();
        String stamp = TestRecords.newStamp();
        // nothing else refers to these objects
        insert(store, TestRecords.full(copyOf(key), copyOf(stamp), TestRecords.NOON));
        collectGarbage();

        assertKept(
                store,
                TestRecords.full(key, stamp, TestRecords.NOON),
                "the store must keep a record that nothing else refers to (look for weak references)");
    }

    /** Returns an equal text that is another object. */
    private static String copyOf(String text) {
        return String.valueOf(text.toCharArray());
    }

    private static void collectGarbage() {
        WeakReference<Object> witness = new WeakReference<>(new Object());
        for (int i = 0; i < 10 && witness.get() != null; i++) {
            System.gc();
        }
    }
}
