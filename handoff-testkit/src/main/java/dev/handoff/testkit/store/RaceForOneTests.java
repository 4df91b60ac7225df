package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.Contention.ATOMIC;
import static dev.handoff.testkit.store.StoreAssertions.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One of many concurrent writes of a record returns true, and its record stays. */
abstract class RaceForOneTests extends StoreTests {

    private static final int RIVALS = 16;
    private static final int RECORDS = 100;
    private static final int SPINS = 5_000;
    private static final long PAUSE_NANOS = 20_000;

    /** The write of one thread; the first record is stored before, or is not. */
    private interface Write {
        boolean by(TokenStore store, StoredRecord first, StoredRecord mine);
    }

    @Test
    void insert_manyAtOnce_oneReturnsTrueAndItsRecordStays() {
        manyAtOnce(false, (asked, first, mine) -> asked.insert(mine));
    }

    @Test
    void replace_manyAtOnce_oneReturnsTrueAndItsRecordStays() {
        manyAtOnce(true, TokenStore::replace);
    }

    /** The threads wait for each other before each key by spinning, because a race in memory lasts only nanoseconds. */
    @Test
    void insert_twoAtTheSameMoment_oneReturnsTrueAndItsRecordStays() {
        List<TokenStore> stores = twoStores();
        inRounds(contract.rounds() * 5, () -> {
            List<List<StoredRecord>> lives = Stream.generate(() -> TestRecords.rivalsAfter(TestRecords.opened(), 2))
                    .limit(RECORDS)
                    .toList();
            AtomicInteger arrived = new AtomicInteger();
            List<List<WriteResult>> results = ManyThreads.together(2, rival -> {
                List<WriteResult> mine = new ArrayList<>();
                try {
                    for (List<StoredRecord> rivals : lives) {
                        StoredRecord life = rivals.get(rival);
                        meet(arrived, 2 * mine.size() + 2);
                        mine.add(WriteResult.of(() -> stores.get(rival).insert(life)));
                    }
                } finally {
                    // releases the other thread if this thread fails
                    arrived.addAndGet(2 * RECORDS);
                }
                return mine;
            });
            for (int i = 0; i < RECORDS; i++) {
                List<StoredRecord> rivals = lives.get(i);
                assertOneWinner(List.of(results.get(0).get(i), results.get(1).get(i)), rivals, false, rivals.get(0));
            }
        });
    }

    private static void meet(AtomicInteger arrived, int all) {
        arrived.incrementAndGet();
        for (int spins = 0; arrived.get() < all; spins++) {
            if (spins > SPINS) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    @Test
    void replace_twoOnOneRecordRepeatedly_writesEachStateOnce() {
        List<TokenStore> stores = twoStores();
        String key = insert(store, Contention.first()).key();

        Contention.assertEachStateWrittenOnce(
                store,
                key,
                ManyThreads.together(
                        2,
                        rival -> Contention.replaceOverAndOver(stores.get(rival), key, rival + 1, contract.longest())));
    }

    private void manyAtOnce(boolean isThere, Write write) {
        List<TokenStore> stores = twoStores();
        inRounds(contract.fewRounds(), () -> {
            StoredRecord first = prepared(isThere);
            List<StoredRecord> rivals = TestRecords.rivalsAfter(first, RIVALS);
            List<WriteResult> results = ManyThreads.together(
                    RIVALS, rival -> WriteResult.of(() -> write.by(stores.get(rival % 2), first, rivals.get(rival))));

            if (!assertOneWinner(results, rivals, isThere, first)) {
                // all threads may have lost a race, but then a single thread must succeed
                assertThat(Stream.generate(() -> WriteResult.of(() -> write.by(store, first, rivals.get(0))))
                                .limit(RIVALS))
                        .as("a write without rivals must return true")
                        .contains(WriteResult.YES);
            }
        });
    }

    private StoredRecord prepared(boolean isThere) {
        StoredRecord first = TestRecords.opened();
        return isThere ? insert(store, first) : first;
    }

    /**
     * Checks that the stored record is the record of the write that returned true. If no write returned true, the
     * record is that of a write with an unknown result, or the record from before.
     *
     * @return whether the record of any write is stored
     */
    private boolean assertOneWinner(
            List<WriteResult> results, List<StoredRecord> rivals, boolean wasThere, StoredRecord first) {
        assertThat(results.stream().filter(WriteResult.YES::equals)).as(ATOMIC).hasSizeLessThanOrEqualTo(1);
        WriteResult winning = results.contains(WriteResult.YES) ? WriteResult.YES : WriteResult.UNKNOWN;
        List<Optional<StoredRecord>> possible = new ArrayList<>();
        for (int rival = 0; rival < results.size(); rival++) {
            if (results.get(rival) == winning) {
                possible.add(Optional.of(rivals.get(rival)));
            }
        }
        if (winning == WriteResult.UNKNOWN) {
            possible.add(wasThere ? Optional.of(first) : Optional.empty());
        }
        Optional<StoredRecord> stored = store.find(first.key());
        assertThat(possible.contains(stored))
                .as(
                        "whether the stored record, of thread %s, is that of the write that returned true, or else of"
                                + " a write with an unknown result, or the record from before. The results: %s",
                        stored.map(rivals::indexOf), results)
                .isTrue();
        return stored.filter(rivals::contains).isPresent();
    }
}
