package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.StoreAssertions.assertKept;
import static dev.handoff.testkit.store.StoreAssertions.assertSame;
import static dev.handoff.testkit.store.StoreAssertions.insert;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.Stamp;
import dev.handoff.spi.TokenStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Whoever finds while others write finds one whole record, and nothing of another one. */
abstract class WholeWriteTests extends StoreTests {

    /** More threads than cores, so that a writer is halted now and then between two steps. */
    private static final int READERS = 6;

    /** What is written in turns: cheap to make, so that most of the time is spent writing. */
    private static final List<HandoffRecord> TURNS = List.of(anyOf(2), anyOf(1));

    private static final int WRITERS = 16;
    private static final int RECORDS_EACH = 20;
    private static final String WHOLE =
            "find gives one record as it was written, never parts of two (look for a write in two steps, or a buffer"
                    + " that threads share)";

    WholeWriteTests(TokenStoreContract contract) {
        super(contract);
    }

    @Test
    void find_whileARecordIsReplaced_givesAWholeRecord() {
        TokenStore other = anotherStore();
        HandoffRecord first = insert(store, inTurn(TestRecords.stamp(TestRecords.newKey(), 1)));
        whileReading(other, first::sessionKey, () -> {
            HandoffRecord current = first;
            long start = System.nanoTime();
            while (isTimeLeft(start) && current.stamp().version() < contract.rounds() * 5_000L) {
                HandoffRecord following = inTurn(current.stamp().next());
                current = store.replace(current, following) ? following : current;
            }
        });
    }

    @Test
    void find_whileARecordIsInserted_givesNothingOrAWholeRecord() {
        TokenStore other = anotherStore();
        AtomicReference<String> latest = new AtomicReference<>(TestRecords.newKey());
        whileReading(other, latest::get, () -> {
            long start = System.nanoTime();
            for (int i = 0; isTimeLeft(start) && i < contract.rounds() * 100; i++) {
                HandoffRecord record = inTurn(TestRecords.stamp(TestRecords.newKey(), 1));
                latest.set(record.sessionKey());
                insert(store, record);
            }
        });
    }

    @Test
    void writes_ofManyThreadsToKeysOfTheirOwn_areAllKept() {
        List<TokenStore> stores = List.of(store, anotherStore());
        List<List<HandoffRecord>> written =
                ManyThreads.together(WRITERS, writer -> writeMany(stores.get(writer % 2), 1 + writer * RECORDS_EACH));

        for (HandoffRecord record : written.stream().flatMap(List::stream).toList()) {
            assertKept(store, record, "nothing gets lost or mixed up among many (look for unguarded collections)");
        }
    }

    private static List<HandoffRecord> writeMany(TokenStore store, int number) {
        List<HandoffRecord> written = new ArrayList<>();
        for (int i = 0; i < RECORDS_EACH; i++) {
            Stamp stamp = TestRecords.stamp(TestRecords.newKey(), 1);
            HandoffRecord first = insert(store, TestRecords.allOf(stamp, number + i));
            assertKept(store, first, WHOLE);
            HandoffRecord second = TestRecords.allOf(stamp.next(), number + i);
            written.add(store.replace(first, second) ? second : first);
        }
        return written;
    }

    private static void whileReading(TokenStore store, Supplier<String> key, Runnable write) {
        AtomicBoolean isOver = new AtomicBoolean();
        ManyThreads.together(READERS + 1, member -> {
            if (member == 0) {
                try {
                    write.run();
                } finally {
                    isOver.set(true);
                }
            }
            while (!isOver.get()) {
                Optional<HandoffRecord> found = store.find(key.get());
                found.ifPresent(record -> assertSame(inTurn(record.stamp()), record, WHOLE));
            }
            return member;
        });
    }

    private static HandoffRecord anyOf(int number) {
        return TestRecords.allOf(TestRecords.stamp(TestRecords.newKey(), 1), number);
    }

    private static HandoffRecord inTurn(Stamp stamp) {
        return TestRecords.withStamp(TURNS.get((int) (stamp.version() % 2)), stamp);
    }

    private static boolean isTimeLeft(long start) {
        return System.nanoTime() - start < TwoThreads.LONGEST.toNanos();
    }
}
