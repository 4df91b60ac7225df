package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.RecordState;
import dev.handoff.spi.Stamp;
import dev.handoff.spi.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** What {@link TokenStore} asks when many ask at once, half of them from another process where data is shared. */
abstract class StoreRivals extends StorePurging {

    private static final int RIVALS = 16;
    private static final int RECORDS_EACH = 40;

    /** Two that go through as many records in opposite directions meet at one of them, whoever starts first. */
    private static final int CROSSING = 50;

    private static final Instant BOUND = Instant.ofEpochMilli(10_000);
    private static final Duration LONGEST = Duration.ofMillis(500);
    private static final String WINNERS = "the record that stays is the one of whom was told true";
    private static final String NEW_LIFE =
            "purge removes what it looked at, not what came under its key since (delete under a condition)";
    private static final String ATOMIC =
            "of many at once at most one is true (look for check, then write; one atomic operation must do both)";

    @Test
    void insert_manyAtOnce_oneIsTrueAndItsRecordStays() {
        List<TokenStore> processes = List.of(store, storeOfAnotherProcess());
        for (int round = 0; round < fewRounds(); round++) {
            String key = Samples.randomHex(64);
            List<HandoffRecord> lives = new ArrayList<>();
            for (int rival = 0; rival < RIVALS; rival++) {
                lives.add(Samples.opened(key));
            }
            List<Boolean> answers =
                    Crowd.of(RIVALS, rival -> of(processes, rival).insert(lives.get(rival)));

            int winner = winnerOf(answers);
            if (winner < 0) {
                // all may have lost a race and said so; but then nothing was written and the next one has it
                winner = 0;
                assertThat(store.insert(lives.get(0)))
                        .as("insert answered false to all, and now again")
                        .isTrue();
            }
            assertKept(store, lives.get(winner), WINNERS);
        }
    }

    @Test
    void replace_manyAtOnce_oneIsTrueAndItsRecordStays() {
        List<TokenStore> processes = List.of(store, storeOfAnotherProcess());
        for (int round = 0; round < fewRounds(); round++) {
            HandoffRecord first = Samples.opened();
            store.insert(first);
            List<HandoffRecord> nexts = Samples.ofAttempts(first, first.stamp().next(), RIVALS);
            List<Boolean> answers =
                    Crowd.of(RIVALS, rival -> of(processes, rival).replace(first, nexts.get(rival)));

            int winner = winnerOf(answers);
            if (winner < 0) {
                winner = 0;
                assertThat(store.replace(first, nexts.get(0)))
                        .as("replace answered false to all, and now again")
                        .isTrue();
            }
            assertKept(store, nexts.get(winner), WINNERS);
        }
    }

    @Test
    void writes_ofManyThreadsToKeysOfTheirOwn_areAllKept() {
        List<TokenStore> processes = List.of(store, storeOfAnotherProcess());
        List<List<HandoffRecord>> written = Crowd.of(RIVALS, rival -> writeMany(of(processes, rival)));

        for (HandoffRecord record : written.stream().flatMap(List::stream).toList()) {
            assertKept(store, record, "nothing gets lost among many (look for unguarded collections, evictions)");
        }
    }

    @Test
    void insert_twoWhoseWaysCross_oneIsTrueAndItsRecordStays() {
        TokenStore other = storeOfAnotherProcess();
        HandoffRecord[][] lives = new HandoffRecord[2][CROSSING];
        boolean[][] answers = new boolean[2][CROSSING];
        Pair.steps(
                rounds() * 2,
                LONGEST,
                step -> Arrays.setAll(lives[0], i -> Samples.opened()),
                step -> upwards(i -> answers[0][i] = store.insert(lives[0][i])),
                step -> downwards(i -> {
                    lives[1][i] = Samples.opened(lives[0][i].sessionKey());
                    answers[1][i] = other.insert(lives[1][i]);
                }),
                step -> assertOneWinnerEach(answers, lives));
    }

    @Test
    void replace_twoWhoseWaysCross_oneIsTrueAndItsRecordStays() {
        TokenStore other = storeOfAnotherProcess();
        HandoffRecord[] firsts = new HandoffRecord[CROSSING];
        HandoffRecord[][] nexts = new HandoffRecord[2][CROSSING];
        boolean[][] answers = new boolean[2][CROSSING];
        Pair.steps(
                rounds() * 2,
                LONGEST,
                step -> upwards(i -> {
                    firsts[i] = Samples.opened();
                    nexts[0][i] =
                            Samples.withAttempt(firsts[i], firsts[i].stamp().next(), 1);
                    nexts[1][i] =
                            Samples.withAttempt(firsts[i], firsts[i].stamp().next(), 2);
                    store.insert(firsts[i]);
                }),
                step -> upwards(i -> answers[0][i] = store.replace(firsts[i], nexts[0][i])),
                step -> downwards(i -> answers[1][i] = other.replace(firsts[i], nexts[1][i])),
                step -> assertOneWinnerEach(answers, nexts));
    }

    @Test
    void replace_twoOnOneRecordOverAndOver_writesEachVersionOnce() {
        List<TokenStore> processes = List.of(store, storeOfAnotherProcess());
        HandoffRecord first = Samples.opened();
        store.insert(first);
        int most = rounds() * 5_000;
        long start = System.nanoTime();
        List<BitSet> written = Crowd.of(2, rival -> {
            TokenStore mine = processes.get(rival);
            BitSet versions = new BitSet();
            for (int turn = 0; turn < most && System.nanoTime() - start < LONGEST.toNanos(); turn++) {
                HandoffRecord current = mine.find(first.sessionKey()).orElseThrow();
                Stamp following = current.stamp().next();
                if (mine.replace(current, Samples.withAttempt(current, following, rival + 1))) {
                    versions.set((int) following.version());
                }
            }
            return versions;
        });

        BitSet byBoth = (BitSet) written.get(0).clone();
        byBoth.and(written.get(1));
        assertThat(byBoth.cardinality())
                .as("versions that both were told they wrote; " + ATOMIC)
                .isZero();
        int successes = written.get(0).cardinality() + written.get(1).cardinality();
        assertThat(store.find(first.sessionKey()).orElseThrow().stamp().version())
                .as("the version after %d replacements that were told true", successes)
                .isEqualTo(1L + successes);
    }

    @Test
    void purge_twoAtTheVeryMoment_countEachRecordOnce() {
        purgeWhatOtherTestsLeft();
        TokenStore other = storeOfAnotherProcess();
        int[] counts = new int[2];
        Pair.steps(
                rounds() * 2,
                LONGEST,
                step -> upwards(i -> store.insert(Samples.endingAt(BOUND.minusMillis(1), RecordState.CREATED))),
                step -> counts[0] = store.purge(BOUND, 1_000),
                step -> counts[1] = other.purge(BOUND, 1_000),
                step -> assertThat(counts[0] + counts[1] + store.purge(BOUND, 1_000))
                        .as("purge answers how many records went by this very call (look for counting before deleting)")
                        .isEqualTo(CROSSING));
    }

    @Test
    void purge_whileASessionIsOpenedAgain_neverTakesItsNewLife() {
        purgeWhatOtherTestsLeft();
        TokenStore other = storeOfAnotherProcess();
        HandoffRecord[] newLife = new HandoffRecord[1];
        boolean[] isOpened = new boolean[1];
        Pair.steps(
                rounds() * 50,
                LONGEST,
                step -> {
                    HandoffRecord formerLife = Samples.endingAt(BOUND.minusMillis(1), RecordState.SUCCEEDED);
                    HandoffRecord next = Samples.endingAt(BOUND, RecordState.CREATED);
                    newLife[0] = Samples.withStamp(next, Samples.stamp(formerLife.sessionKey(), 1));
                    store.insert(formerLife);
                },
                step -> {
                    store.purge(BOUND, 1_000);
                    isOpened[0] = store.insert(newLife[0]);
                },
                step -> other.purge(BOUND, 1_000),
                step -> {
                    if (isOpened[0]) {
                        assertKept(store, newLife[0], NEW_LIFE);
                    }
                    // a store that grows would slow the next step down, and so open its windows less often
                    store.purge(BOUND.plusMillis(1), 1_000);
                });
    }

    @Test
    void replace_whileItsRecordIsPurged_bringsNothingBack() {
        purgeWhatOtherTestsLeft();
        TokenStore other = storeOfAnotherProcess();
        HandoffRecord[] ended = new HandoffRecord[CROSSING];
        int[] purged = new int[1];
        Pair.steps(
                rounds() * 2,
                LONGEST,
                step -> upwards(i -> {
                    ended[i] = Samples.endingAt(BOUND.minusMillis(1), RecordState.CREATED);
                    store.insert(ended[i]);
                }),
                step -> purged[0] = store.purge(BOUND, 1_000),
                step -> downwards(i -> other.replace(
                        ended[i], Samples.withStamp(ended[i], ended[i].stamp().next()))),
                step -> assertThat(purged[0] + store.purge(BOUND, 1_000))
                        .as("a record goes once: replace must not bring back what was purged while it was writing")
                        .isEqualTo(CROSSING));
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

    private int fewRounds() {
        return Math.max(1, rounds() / 4);
    }

    private static <T> T of(List<T> processes, int rival) {
        return processes.get(rival % processes.size());
    }

    /** Which of them was told true; -1 for none. */
    private static int winnerOf(List<Boolean> answers) {
        assertThat(answers.stream().filter(answer -> answer)).as(ATOMIC).hasSizeLessThanOrEqualTo(1);
        return answers.indexOf(true);
    }

    private static List<HandoffRecord> writeMany(TokenStore mine) {
        List<HandoffRecord> written = new ArrayList<>();
        for (int i = 0; i < RECORDS_EACH; i++) {
            HandoffRecord first = Samples.opened();
            HandoffRecord second = Samples.withAttempt(first, first.stamp().next(), i + 1);
            mine.insert(first);
            written.add(mine.replace(first, second) ? second : first);
        }
        return written;
    }
}
