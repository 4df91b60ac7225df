package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.StoreAssertions.assertGone;
import static dev.handoff.testkit.store.StoreAssertions.assertKept;
import static dev.handoff.testkit.store.StoreAssertions.assertSame;
import static dev.handoff.testkit.store.StoreAssertions.insert;
import static dev.handoff.testkit.store.StoreAssertions.look;
import static dev.handoff.testkit.store.StoreAssertions.replace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A purge at the same moment as other calls deletes each ended record once, and no record that was inserted since. */
abstract class RaceWithPurgeTests extends StoreTests {

    private static final int RECORDS = 50;

    private static final int MOST_WRITES = 500;
    private static final int MANY_LIVES = 500;

    /** Of so many overtaken calls, some are overtaken between the check and the write of a faulty store. */
    private static final int OVERTAKEN = 400;

    /** More threads than cores, so that some are halted between a check and a write. */
    private static final int OTHERS = 6;

    private static final int PURGERS = 4;
    private static final int OPENERS = 3;
    private static final int SLOW_ROUNDS = 6;
    private static final long LONGEST_SLOW_NANOS = 10_000_000_000L;

    private static final String COUNTED =
            "each purge must return how many records it deleted itself (look for counting before deleting)";

    @BeforeEach
    final void clearThePast() {
        assumePurges();
    }

    /**
     * A session is opened again as soon as a purge has freed its key, while other threads purge what they read before.
     */
    @Test
    void purge_byManyWhileSessionsAreOpenedAgain_deletesEachRecordOnceAndNoNewLife() {
        eachWay((opening, other) -> {
            List<TokenStore> stores = List.of(opening, other);
            AtomicInteger purged = new AtomicInteger();
            AtomicInteger ended = new AtomicInteger();
            List<StoredRecord> newLives = new ArrayList<>();
            ManyThreads.whileOthers(
                    OTHERS,
                    member -> purged.addAndGet(stores.get(member % 2).purge(BOUND, 1_000)),
                    () -> inRounds(contract.rounds() * 10, () -> {
                        List<StoredRecord> formerLives = insertEnded(opening, RECORDS);
                        ended.addAndGet(RECORDS);
                        purged.addAndGet(opening.purge(BOUND, 1_000));
                        openAsSoonAsFree(opening, formerLives, newLives);
                        if (newLives.size() > MANY_LIVES) {
                            assertAllKept(other, newLives);
                            // a growing store would slow down the other threads
                            opening.purge(BOUND.plusMillis(1), MANY_LIVES + RECORDS);
                            newLives.clear();
                        }
                    }));

            assertAllKept(other, newLives);
            assertThat(purged.get() + other.purge(BOUND, 1_000)).as(COUNTED).isEqualTo(ended.get());
            purgeWhatOtherTestsLeft();
        });
    }

    private void openAsSoonAsFree(TokenStore store, List<StoredRecord> formerLives, List<StoredRecord> newLives) {
        long start = System.nanoTime();
        for (StoredRecord formerLife : formerLives) {
            StoredRecord newLife = TestRecords.endingAt(formerLife.key(), BOUND);
            while (store.find(newLife.key()).isPresent() && isTimeLeft(start)) {
                Thread.onSpinWait();
            }
            if (WriteResult.of(() -> store.insert(newLife)) == WriteResult.YES) {
                newLives.add(newLife);
            }
        }
    }

    /**
     * Purges that have read many ended keys delete them slowly, while their sessions are opened again. The rounds do
     * not end by time, because a store that takes milliseconds per write would play too few.
     */
    @Test
    void purge_ofManyWhileTheirSessionsAreOpenedAgain_deletesNoNewLife() {
        eachWay((one, other) -> {
            List<TokenStore> stores = List.of(one, other);
            long start = System.nanoTime();
            for (int round = 0; round < SLOW_ROUNDS && System.nanoTime() - start < LONGEST_SLOW_NANOS; round++) {
                List<StoredRecord> ended = insertEnded(one, RECORDS);
                AtomicInteger purging = new AtomicInteger(PURGERS);
                AtomicInteger purged = new AtomicInteger();
                List<StoredRecord> newLives = ManyThreads.together(PURGERS + OPENERS, member -> {
                            TokenStore mine = stores.get(member % 2);
                            if (member >= PURGERS) {
                                return openWhilePurged(mine, every(OPENERS, member - PURGERS, ended), purging);
                            }
                            try {
                                purged.addAndGet(mine.purge(BOUND, 1_000));
                            } finally {
                                purging.decrementAndGet();
                            }
                            return List.<StoredRecord>of();
                        })
                        .stream()
                        .flatMap(List::stream)
                        .toList();

                assertAllKept(other, newLives);
                assertThat(purged.get() + other.purge(BOUND, 1_000)).as(COUNTED).isEqualTo(RECORDS);
                purgeWhatOtherTestsLeft();
            }
        });
    }

    private static List<StoredRecord> every(int step, int first, List<StoredRecord> records) {
        return IntStream.range(0, records.size())
                .filter(i -> i % step == first)
                .mapToObj(records::get)
                .toList();
    }

    /** Opens each session as soon as its key is free, until the last purge has returned. */
    private static List<StoredRecord> openWhilePurged(
            TokenStore store, List<StoredRecord> formerLives, AtomicInteger purging) {
        List<StoredRecord> waiting = new ArrayList<>(formerLives);
        List<StoredRecord> newLives = new ArrayList<>();
        while (!waiting.isEmpty() && purging.get() > 0) {
            waiting.removeIf(formerLife -> {
                StoredRecord newLife = TestRecords.endingAt(formerLife.key(), BOUND);
                if (look(store, newLife.key()).isPresent()) {
                    return false;
                }
                WriteResult result = WriteResult.of(() -> store.insert(newLife));
                if (result == WriteResult.YES) {
                    newLives.add(newLife);
                }
                return result != WriteResult.NO;
            });
        }
        return newLives;
    }

    private static void assertAllKept(TokenStore store, List<StoredRecord> newLives) {
        newLives.forEach(life -> assertKept(
                store,
                life,
                "purge must not delete a record that was inserted since purge read the key (delete under a"
                        + " condition, or read the end again under the lock that insert and replace use)"));
    }

    @Test
    void purge_whileRecordsAreReplaced_deletesEachRecordOnce() {
        eachWay((purging, writing) -> inRounds(contract.rounds() * 2, () -> {
            List<StoredRecord> ended = insertEnded(store, RECORDS);
            List<Integer> purged = ManyThreads.together(2, member -> {
                if (member == 0) {
                    return purging.purge(BOUND, 1_000);
                }
                for (int i = RECORDS - 1; i >= 0; i--) {
                    StoredRecord former = ended.get(i);
                    WriteResult.of(() -> writing.replace(former, TestRecords.following(former)));
                }
                return 0;
            });

            assertThat(purged.get(0) + store.purge(BOUND, 1_000))
                    .as("each record must be deleted once: replace must not bring back a record that was purged"
                            + " meanwhile (look for a purge that does not take the lock of replace, or a replace that"
                            + " inserts)")
                    .isEqualTo(RECORDS);
        }));
    }

    @Test
    void purge_whileOthersInsertAndReplace_deletesNoLiveRecord() {
        eachWay((purging, writing) -> inRounds(contract.rounds() * 2, () -> {
            insertEnded(store, RECORDS);
            List<StoredRecord> live = new ArrayList<>();
            AtomicInteger toPurge = new AtomicInteger(RECORDS);
            List<Integer> purged = ManyThreads.together(2, member -> {
                int count = 0;
                while (member == 0 && toPurge.getAndDecrement() > 0) {
                    count += purging.purge(BOUND, 1);
                }
                if (member == 1) {
                    StoredRecord current = insert(writing, TestRecords.opened());
                    for (int i = 0; i < RECORDS / 2 || (toPurge.get() > 0 && i < MOST_WRITES); i++) {
                        live.add(insert(writing, TestRecords.opened()));
                        current = replace(writing, current, TestRecords.following(current));
                    }
                    live.add(current);
                }
                return count;
            });

            assertThat(purged.get(0) + purging.purge(BOUND, RECORDS))
                    .as("purge must delete and count each ended record, whatever is written meanwhile")
                    .isEqualTo(RECORDS);
            live.forEach(record ->
                    assertKept(writing, record, "purge must not delete a live record, also while it is replaced"));
            purgeWhatOtherTestsLeft();
        }));
    }

    /** A thread that was halted between a check and a write then finds a new life. */
    @Test
    void replace_whileItsSessionIsOpenedAgain_neverWritesIntoTheNewLife() {
        List<TokenStore> stores = twoStores();
        for (TokenStore opener : stores) {
            ReopenedSessions sessions = new ReopenedSessions(store, 1 + OTHERS);
            long start = System.nanoTime();
            ManyThreads.whileOthers(
                    OTHERS,
                    member -> sessions.replaceOne(stores.get(member % 2), member),
                    // more time than others, because few calls are overtaken
                    () -> {
                        while (sessions.overtaken() < OVERTAKEN && isTimeLeft(start, 3)) {
                            sessions.openEachAgain(opener);
                        }
                    });
            sessions.assertAllOfTheLatestLife(store);
            purgeWhatOtherTestsLeft();
        }
    }

    /** Some faulty stores write back what a reader has read, or return it again. */
    @Test
    void find_whileARecordIsPurgedAndOpenedAgain_returnsNoFormerLife() {
        eachWay((writing, other) -> {
            List<TokenStore> stores = List.of(writing, other);
            String key = TestRecords.newKey();
            AtomicInteger over = new AtomicInteger();
            ManyThreads.whileOthers(
                    OTHERS,
                    reader -> {
                        int overBefore = over.get();
                        look(stores.get(reader % 2), key).ifPresent(found -> {
                            assertThat(TestRecords.number(found))
                                    .as("the life of the record must be later than those that were purged (look for"
                                            + " readers that write back what they have read)")
                                    .isGreaterThan(overBefore);
                            assertThat(found.key())
                                    .as("find must return the record of the requested key")
                                    .isEqualTo(key);
                        });
                    },
                    () -> inRounds(contract.rounds() * 100, () -> {
                        int life = over.get() + 1;
                        StoredRecord opened = TestRecords.numbered(TestRecords.endingAt(key, JUST_BEFORE), life, 1);
                        insert(writing, opened);
                        StoredRecord next = replace(writing, opened, TestRecords.numbered(opened, life, 2));
                        assertSame(next, writing.find(key).orElseThrow(), "find must return what was written last");
                        purgeAll(() -> writing.purge(BOUND, 1_000));
                        over.set(life);
                        assertGone(writing, next, "a purged record must be deleted, even if it is read meanwhile");
                    }));
        });
    }

    private static List<StoredRecord> insertEnded(TokenStore store, int count) {
        List<StoredRecord> ended = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ended.add(insert(store, TestRecords.endingAt(JUST_BEFORE)));
        }
        return ended;
    }
}
