package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.StoreAssertions.assertKept;
import static dev.handoff.testkit.store.StoreAssertions.assertSame;
import static dev.handoff.testkit.store.StoreAssertions.insert;
import static dev.handoff.testkit.store.StoreAssertions.look;
import static dev.handoff.testkit.store.StoreAssertions.replace;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A find during writes of other threads returns one whole record, without a part of another record. */
abstract class WholeWriteTests extends StoreTests {

    /** More threads than cores, so that a writer is sometimes halted between two steps. */
    private static final int READERS = 6;

    private static final int WRITERS = 16;
    private static final int RECORDS_EACH = 20;
    private static final String WHOLE =
            "find must return one record as it was written, and not parts of two (look for a write in two steps, or a"
                    + " buffer that threads share)";

    @Test
    void find_whileARecordIsReplaced_returnsAWholeRecord() {
        eachWay((writing, other) -> {
            List<TokenStore> stores = List.of(writing, other);
            StoredRecord first = insert(writing, newRecord());
            AtomicReference<StoredRecord> current = new AtomicReference<>(first);
            ManyThreads.whileOthers(
                    READERS,
                    reader -> assertWhole(stores.get(reader % 2), first.key()),
                    () -> inRounds(
                            contract.rounds() * 5_000,
                            () -> current.updateAndGet(
                                    record -> replace(writing, record, TestRecords.fullAfter(record)))));
        });
    }

    @Test
    void find_whileARecordIsInserted_returnsNothingOrAWholeRecord() {
        eachWay((writing, other) -> {
            List<TokenStore> stores = List.of(writing, other);
            AtomicReference<String> latest = new AtomicReference<>(TestRecords.newKey());
            ManyThreads.whileOthers(
                    READERS,
                    reader -> assertWhole(stores.get(reader % 2), Objects.requireNonNull(latest.get())),
                    () -> inRounds(contract.rounds() * 100, () -> {
                        StoredRecord record = newRecord();
                        latest.set(record.key());
                        insert(writing, record);
                    }));
        });
    }

    @Test
    void writes_ofManyThreadsToDifferentKeys_areAllKept() {
        List<TokenStore> stores = twoStores();
        List<List<StoredRecord>> written = ManyThreads.together(WRITERS, writer -> writeMany(stores.get(writer % 2)));

        for (StoredRecord record : written.stream().flatMap(List::stream).toList()) {
            for (TokenStore asked : stores) {
                assertKept(
                        asked,
                        record,
                        "no record of many threads may be lost or mixed up (look for collections that are not"
                                + " thread-safe)");
            }
        }
    }

    private static List<StoredRecord> writeMany(TokenStore store) {
        List<StoredRecord> written = new ArrayList<>();
        for (int i = 0; i < RECORDS_EACH; i++) {
            StoredRecord first = insert(store, newRecord());
            assertKept(store, first, WHOLE);
            written.add(replace(store, first, TestRecords.fullAfter(first)));
        }
        return written;
    }

    private static StoredRecord newRecord() {
        return TestRecords.full(TestRecords.newKey(), TestRecords.newStamp(), TestRecords.NOON);
    }

    private static void assertWhole(TokenStore store, String key) {
        look(store, key)
                .ifPresent(found -> assertSame(TestRecords.full(key, found.stamp(), TestRecords.NOON), found, WHOLE));
    }
}
