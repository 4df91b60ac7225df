package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.StoreAssertions.assertKept;
import static dev.handoff.testkit.store.StoreAssertions.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A purge at the same moment as anything else deletes each ended record once, and nothing that came since. */
abstract class RaceWithPurgeTests extends StoreTests {

    private static final int RECORDS = 50;

    /** Enough that a thread that was halted while it purged goes on before they are all looked at. */
    private static final int NEW_LIVES = 400;

    /** More threads than cores, so that some are halted between a look and a write. */
    private static final int OTHERS = 6;

    private static final Instant BOUND = Instant.ofEpochMilli(10_000);
    private static final Instant JUST_BEFORE = BOUND.minusMillis(1);

    RaceWithPurgeTests(TokenStoreContract contract) {
        super(contract);
    }

    @BeforeEach
    final void clearThePast() {
        purgeWhatOtherTestsLeft();
    }

    @Test
    void purge_twoAtTheVeryMoment_countEachRecordOnce() {
        TokenStore other = anotherStore();
        int[] counts = new int[2];
        TwoThreads.inStep(
                contract.rounds() * 2,
                () -> insertEnded(RECORDS),
                () -> counts[0] = store.purge(BOUND, 1_000),
                () -> counts[1] = other.purge(BOUND, 1_000),
                () -> assertThat(counts[0] + counts[1] + store.purge(BOUND, 1_000))
                        .as("purge answers how many records this very call deleted (look for counting before deleting)")
                        .isEqualTo(RECORDS));
    }

    @Test
    void purge_whileASessionIsOpenedAgain_neverDeletesItsNewLife() {
        TokenStore other = anotherStore();
        int most = contract.rounds() * 2;
        whileOthers(() -> other.purge(BOUND, 1_000), () -> {
            long start = System.nanoTime();
            for (int turn = 0; turn < most && isTimeLeft(start); turn++) {
                List<HandoffRecord> newLives = new ArrayList<>();
                for (int i = 0; i < NEW_LIVES && isTimeLeft(start); i++) {
                    HandoffRecord formerLife = insert(store, TestRecords.endingAt(JUST_BEFORE));
                    store.purge(BOUND, 1_000);
                    HandoffRecord newLife = TestRecords.endingAt(formerLife.sessionKey(), BOUND);
                    // another purge may still be about to delete the former life
                    if (store.insert(newLife)) {
                        newLives.add(newLife);
                    }
                }
                for (HandoffRecord newLife : newLives) {
                    assertKept(
                            store,
                            newLife,
                            "purge deletes what it looked at, not what came under its key since (delete under a"
                                    + " condition)");
                }
                // a store that grows would slow the next turn down, and so open its windows less often
                store.purge(BOUND.plusMillis(1), 1_000);
            }
        });
    }

    @Test
    void purge_whileARecordIsReplaced_bringsNothingBack() {
        TokenStore other = anotherStore();
        HandoffRecord[] ended = new HandoffRecord[RECORDS];
        int[] purged = new int[1];
        TwoThreads.inStep(
                contract.rounds() * 2,
                () -> {
                    for (int i = 0; i < RECORDS; i++) {
                        ended[i] = insert(store, TestRecords.endingAt(JUST_BEFORE));
                    }
                },
                () -> purged[0] = store.purge(BOUND, 1_000),
                () -> {
                    for (int i = RECORDS - 1; i >= 0; i--) {
                        other.replace(ended[i], TestRecords.following(ended[i]));
                    }
                },
                () -> assertThat(purged[0] + store.purge(BOUND, 1_000))
                        .as("a record is deleted once: replace must not bring back what was purged while it wrote")
                        .isEqualTo(RECORDS));
    }

    @Test
    void purge_whileOthersInsertAndReplace_touchesNoLiveRecord() {
        TokenStore other = anotherStore();
        HandoffRecord[] last = new HandoffRecord[1];
        int[] purged = new int[1];
        TwoThreads.inStep(
                contract.rounds() * 2,
                () -> insertEnded(RECORDS),
                () -> {
                    purged[0] = 0;
                    long start = System.nanoTime();
                    for (int i = 0; i < RECORDS && isTimeLeft(start); i++) {
                        purged[0] += store.purge(BOUND, 1);
                    }
                },
                () -> {
                    HandoffRecord current = insert(other, TestRecords.opened());
                    for (int i = 1; i <= RECORDS; i++) {
                        insert(other, TestRecords.opened());
                        HandoffRecord next = TestRecords.following(current, i);
                        current = other.replace(current, next) ? next : current;
                    }
                    last[0] = current;
                },
                () -> {
                    assertThat(purged[0] + store.purge(BOUND, RECORDS))
                            .as("purge deletes and counts what ended, whatever is written meanwhile")
                            .isEqualTo(RECORDS);
                    assertKept(store, last[0], "purge touches no live record, also while it is being replaced");
                });
    }

    /** One purges a session and opens it again and again, and others replace on the life that they saw last. */
    @Test
    void replace_whileItsSessionIsOpenedAgain_neverWritesIntoTheNewLife() {
        TokenStore other = anotherStore();
        AtomicReference<HandoffRecord> life = new AtomicReference<>(insert(store, TestRecords.endingAt(JUST_BEFORE)));
        whileOthers(
                () -> {
                    HandoffRecord seen = Objects.requireNonNull(life.get());
                    other.replace(seen, TestRecords.following(seen));
                },
                () -> openAgainAndAgain(life, contract.rounds() * 5_000));
    }

    /** What the others do over and over, until the one is through. */
    private static void whileOthers(Runnable others, Runnable one) {
        AtomicBoolean isOver = new AtomicBoolean();
        ManyThreads.together(OTHERS + 1, rival -> {
            if (rival == 0) {
                try {
                    one.run();
                } finally {
                    isOver.set(true);
                }
            }
            while (!isOver.get()) {
                others.run();
            }
            return rival;
        });
    }

    private static boolean isTimeLeft(long start) {
        return System.nanoTime() - start < TwoThreads.LONGEST.toNanos();
    }

    private void openAgainAndAgain(AtomicReference<HandoffRecord> life, int most) {
        long start = System.nanoTime();
        for (int turn = 0; turn < most && isTimeLeft(start); turn++) {
            HandoffRecord current = Objects.requireNonNull(life.get());
            String generation = store.find(current.sessionKey())
                    .map(record -> record.stamp().generation())
                    .orElse("none");
            assertThat(generation)
                    .as("replace compares the generation in the very step that writes (look for a look before it)")
                    .isEqualTo(current.stamp().generation());
            // a purge that lost a race against a replacement deletes the record next time
            if (store.purge(BOUND, 1_000) > 0) {
                life.set(insert(store, TestRecords.endingAt(current.sessionKey(), JUST_BEFORE)));
            }
        }
    }

    private void insertEnded(int count) {
        for (int i = 0; i < count; i++) {
            insert(store, TestRecords.endingAt(JUST_BEFORE));
        }
    }
}
