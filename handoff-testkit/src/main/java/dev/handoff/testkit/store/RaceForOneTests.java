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

/** Of many that write one record at once, one is told true, and its record stays. */
abstract class RaceForOneTests extends StoreTests {

    private static final int RIVALS = 16;
    private static final int RECORDS = 100;
    private static final int SPINS = 5_000;
    private static final long PAUSE_NANOS = 20_000;

    /** What a rival does where a record was inserted before, or was not. */
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

    /** The two meet before each key, spinning: a careless store in memory is vulnerable for nanoseconds only. */
    @Test
    void insert_twoAtTheSameMoment_oneReturnsTrueAndItsRecordStays() {
        List<TokenStore> stores = twoStores();
        inRounds(contract.rounds() * 5, () -> {
            List<List<StoredRecord>> lives = Stream.generate(() -> TestRecords.rivalsAfter(TestRecords.opened(), 2))
                    .limit(RECORDS)
                    .toList();
            AtomicInteger arrived = new AtomicInteger();
            List<List<WriteResult>> told = ManyThreads.together(2, rival -> {
                List<WriteResult> mine = new ArrayList<>();
                try {
                    for (List<StoredRecord> rivals : lives) {
                        StoredRecord life = rivals.get(rival);
                        meet(arrived, 2 * mine.size() + 2);
                        mine.add(WriteResult.of(() -> stores.get(rival).insert(life)));
                    }
                } finally {
                    // whoever fails lets the other one go
                    arrived.addAndGet(2 * RECORDS);
                }
                return mine;
            });
            for (int i = 0; i < RECORDS; i++) {
                List<StoredRecord> rivals = lives.get(i);
                assertOneWinner(List.of(told.get(0).get(i), told.get(1).get(i)), rivals, false, rivals.get(0));
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
            List<WriteResult> told = ManyThreads.together(
                    RIVALS, rival -> WriteResult.of(() -> write.by(stores.get(rival % 2), first, rivals.get(rival))));

            if (!assertOneWinner(told, rivals, isThere, first)) {
                // all may have lost a race and said so; but then one is told true when it asks again, alone
                assertThat(Stream.generate(() -> WriteResult.of(() -> write.by(store, first, rivals.get(0))))
                                .limit(RIVALS))
                        .as("whoever asks alone is told true")
                        .contains(WriteResult.YES);
            }
        });
    }

    private StoredRecord prepared(boolean isThere) {
        StoredRecord first = TestRecords.opened();
        return isThere ? insert(store, first) : first;
    }

    /**
     * What is stored is the record of whom was told true; where nobody was, it is that of one who does not know, or
     * what was there before.
     *
     * @return whether anybody has written
     */
    private boolean assertOneWinner(
            List<WriteResult> told, List<StoredRecord> rivals, boolean wasThere, StoredRecord first) {
        assertThat(told.stream().filter(WriteResult.YES::equals)).as(ATOMIC).hasSizeLessThanOrEqualTo(1);
        WriteResult telling = told.contains(WriteResult.YES) ? WriteResult.YES : WriteResult.UNKNOWN;
        List<Optional<StoredRecord>> possible = new ArrayList<>();
        for (int rival = 0; rival < told.size(); rival++) {
            if (told.get(rival) == telling) {
                possible.add(Optional.of(rivals.get(rival)));
            }
        }
        if (telling == WriteResult.UNKNOWN) {
            possible.add(wasThere ? Optional.of(first) : Optional.empty());
        }
        Optional<StoredRecord> stored = store.find(first.key());
        assertThat(possible.contains(stored))
                .as(
                        "what is stored (of rival %s) is the record of whom was told true, or of one who was not told, or"
                                + " what was there before: %s",
                        stored.map(rivals::indexOf), told)
                .isTrue();
        return stored.filter(rivals::contains).isPresent();
    }
}
