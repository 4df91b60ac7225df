package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.RecordState;
import dev.handoff.spi.TokenStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link TokenStore} asks when many ask at once, half of them from another process where data is shared. */
abstract class StoreRivals extends StorePurging {

    private static final int RIVALS = 16;
    private static final int RECORDS_EACH = 40;
    private static final Instant BOUND = Instant.ofEpochMilli(10_000);
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
            assertKept(store, lives.get(winner), "the record that stays is the one whose insert was true");
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
            assertKept(store, nexts.get(winner), "the record that stays is the one whose replacement was true");
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
    void purge_manyAtOnce_countsEachRecordOnce() {
        List<TokenStore> processes = List.of(store, storeOfAnotherProcess());
        purgeWhatOtherTestsLeft();
        for (int round = 0; round < fewRounds(); round++) {
            for (int i = 0; i < RIVALS; i++) {
                store.insert(Samples.endingAt(BOUND.minusMillis(1), RecordState.CREATED));
            }
            List<Integer> counts = Crowd.of(4, rival -> of(processes, rival).purge(BOUND, RIVALS));
            int rest = store.purge(BOUND, RIVALS);

            assertThat(counts.stream().mapToInt(Integer::intValue).sum() + rest)
                    .as("purge answers how many records went by this very call")
                    .isEqualTo(RIVALS);
        }
    }

    @Test
    void purge_whileASessionIsOpenedAgain_neverTakesItsNewLife() {
        List<TokenStore> processes = List.of(store, storeOfAnotherProcess());
        for (int round = 0; round < fewRounds(); round++) {
            HandoffRecord formerLife = Samples.endingAt(BOUND.minusMillis(1), RecordState.SUCCEEDED);
            HandoffRecord newLife = Samples.opened(formerLife.sessionKey());
            store.insert(formerLife);
            List<Boolean> opened = Crowd.of(4, rival -> {
                of(processes, rival).purge(BOUND, 1_000);
                return rival == 0 && store.insert(newLife);
            });
            if (!opened.get(0)) {
                assertThat(store.insert(newLife)).isTrue();
            }

            assertKept(store, newLife, "purge removes what it looked at, not what came under its key since");
        }
    }

    @Test
    void replace_whileItsRecordIsPurged_bringsNothingBack() {
        List<TokenStore> processes = List.of(store, storeOfAnotherProcess());
        purgeWhatOtherTestsLeft();
        for (int round = 0; round < fewRounds(); round++) {
            HandoffRecord ended = Samples.endingAt(BOUND.minusMillis(1), RecordState.CREATED);
            HandoffRecord next = Samples.withStamp(ended, ended.stamp().next());
            store.insert(ended);
            List<Integer> purged = Crowd.of(4, rival -> {
                TokenStore process = of(processes, rival / 2);
                if (rival % 2 == 0) {
                    return process.purge(BOUND, 1_000);
                }
                process.replace(ended, next);
                return 0;
            });
            int rest = store.purge(BOUND, 1_000);

            assertThat(purged.stream().mapToInt(Integer::intValue).sum() + rest)
                    .as("a record goes once: replace must not bring back what was purged while it was writing")
                    .isOne();
            assertThat(store.find(ended.sessionKey()))
                    .as("a purged record is gone")
                    .isEmpty();
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
