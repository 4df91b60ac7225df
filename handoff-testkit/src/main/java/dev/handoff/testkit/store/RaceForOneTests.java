package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.Contention.ATOMIC;
import static dev.handoff.testkit.store.StoreAssertions.assertKept;
import static dev.handoff.testkit.store.StoreAssertions.insert;
import static dev.handoff.testkit.store.StoreAssertions.replace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** Of many that write one record at once, one is told true, and its record stays. */
abstract class RaceForOneTests extends StoreTests {

    private static final int RIVALS = 16;

    /** Two that go through as many records in opposite directions meet at one of them, whoever starts first. */
    private static final int CROSSING = 50;

    private static final String WINNERS = "the record that stays is the one of whom was told true";

    RaceForOneTests(TokenStoreContract contract) {
        super(contract);
    }

    @Test
    void insert_manyAtOnce_oneIsTrueAndItsRecordStays() {
        List<TokenStore> stores = List.of(store, anotherStore());
        for (int round = 0; round < contract.fewRounds(); round++) {
            String key = TestRecords.newKey();
            List<HandoffRecord> lives = new ArrayList<>();
            for (int rival = 0; rival < RIVALS; rival++) {
                lives.add(TestRecords.opened(key));
            }
            List<Boolean> answers =
                    ManyThreads.together(RIVALS, rival -> stores.get(rival % 2).insert(lives.get(rival)));

            int winner = winnerOf(answers);
            if (winner < 0) {
                // all may have lost a race and said so; but then nothing was written, and the next one is told true
                winner = 0;
                insert(store, lives.get(0));
            }
            assertKept(store, lives.get(winner), WINNERS);
        }
    }

    @Test
    void replace_manyAtOnce_oneIsTrueAndItsRecordStays() {
        List<TokenStore> stores = List.of(store, anotherStore());
        for (int round = 0; round < contract.fewRounds(); round++) {
            HandoffRecord first = insert(store, TestRecords.opened());
            List<HandoffRecord> nexts = TestRecords.rivalsAfter(first, RIVALS);
            List<Boolean> answers =
                    ManyThreads.together(RIVALS, rival -> stores.get(rival % 2).replace(first, nexts.get(rival)));

            int winner = winnerOf(answers);
            if (winner < 0) {
                winner = 0;
                assertKept(store, first, "all were told false, which means that nothing was written");
                replace(store, first, nexts.get(0));
            }
            assertKept(store, nexts.get(winner), WINNERS);
        }
    }

    @Test
    void insert_twoWhoseWaysCross_oneIsTrueAndItsRecordStays() {
        TokenStore other = anotherStore();
        HandoffRecord[][] lives = new HandoffRecord[2][CROSSING];
        boolean[][] answers = new boolean[2][CROSSING];
        TwoThreads.inStep(
                contract.rounds() * 2,
                () -> Arrays.setAll(lives[0], i -> TestRecords.opened()),
                () -> upwards(i -> answers[0][i] = store.insert(lives[0][i])),
                () -> downwards(i -> {
                    lives[1][i] = TestRecords.opened(lives[0][i].sessionKey());
                    answers[1][i] = other.insert(lives[1][i]);
                }),
                () -> assertOneWinnerEach(answers, lives));
    }

    @Test
    void replace_twoWhoseWaysCross_oneIsTrueAndItsRecordStays() {
        TokenStore other = anotherStore();
        HandoffRecord[] firsts = new HandoffRecord[CROSSING];
        HandoffRecord[][] nexts = new HandoffRecord[2][CROSSING];
        boolean[][] answers = new boolean[2][CROSSING];
        TwoThreads.inStep(
                contract.rounds() * 2,
                () -> upwards(i -> {
                    firsts[i] = insert(store, TestRecords.opened());
                    nexts[0][i] = TestRecords.following(firsts[i], 1);
                    nexts[1][i] = TestRecords.following(firsts[i], 2);
                }),
                () -> upwards(i -> answers[0][i] = store.replace(firsts[i], nexts[0][i])),
                () -> downwards(i -> answers[1][i] = other.replace(firsts[i], nexts[1][i])),
                () -> assertOneWinnerEach(answers, nexts));
    }

    @Test
    void replace_twoOnOneRecordOverAndOver_writesEachVersionOnce() {
        List<TokenStore> stores = List.of(store, anotherStore());
        String key = insert(store, TestRecords.opened()).sessionKey();
        List<BitSet> written = ManyThreads.together(
                2,
                rival -> Contention.replaceOverAndOver(
                        stores.get(rival), key, rival + 1, contract.rounds() * 5_000, TwoThreads.LONGEST));

        Contention.assertEachVersionWrittenOnce(store, key, written.get(0), written.get(1));
    }

    private void assertOneWinnerEach(boolean[][] answers, HandoffRecord[][] records) {
        upwards(i -> {
            assertThat(answers[0][i] && answers[1][i])
                    .as("both were told true; " + ATOMIC)
                    .isFalse();
            if (answers[0][i] || answers[1][i]) {
                assertKept(store, records[answers[0][i] ? 0 : 1][i], WINNERS);
            }
        });
    }

    /** Which of them was told true; -1 for none. */
    private static int winnerOf(List<Boolean> answers) {
        assertThat(answers.stream().filter(answer -> answer)).as(ATOMIC).hasSizeLessThanOrEqualTo(1);
        return answers.indexOf(true);
    }

    private static void upwards(IntConsumer action) {
        for (int i = 0; i < CROSSING; i++) {
            action.accept(i);
        }
    }

    private static void downwards(IntConsumer action) {
        for (int i = CROSSING - 1; i >= 0; i--) {
            action.accept(i);
        }
    }
}
