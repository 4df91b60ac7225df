package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.Contention.ATOMIC;
import static dev.handoff.testkit.store.StoreAssertions.insert;
import static dev.handoff.testkit.store.StoreAssertions.replace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Of many that write one record at once, one is told true, and its record stays. */
abstract class RaceForOneTests extends StoreTests {

    private static final int RIVALS = 16;

    /** Two that go through as many records in opposite directions meet at one of them, whoever starts first. */
    private static final int CROSSING = 50;

    RaceForOneTests(TokenStoreContract contract) {
        super(contract);
    }

    @Test
    void insert_manyAtOnce_oneIsTrueAndItsRecordStays() {
        List<TokenStore> stores = twoStores();
        inRounds(contract.fewRounds(), () -> {
            String key = TestRecords.newKey();
            List<StoredRecord> lives =
                    Stream.generate(() -> TestRecords.opened(key)).limit(RIVALS).toList();
            List<Told> told = ManyThreads.together(
                    RIVALS, rival -> Told.of(() -> stores.get(rival % 2).insert(lives.get(rival))));

            if (!assertOneWinner(told, lives, null)) {
                // all may have lost a race and said so; but then the next one is told true
                insert(store, lives.get(0));
            }
        });
    }

    @Test
    void replace_manyAtOnce_oneIsTrueAndItsRecordStays() {
        List<TokenStore> stores = twoStores();
        inRounds(contract.fewRounds(), () -> {
            StoredRecord first = insert(store, TestRecords.opened());
            List<StoredRecord> nexts = TestRecords.rivalsAfter(first, RIVALS);
            List<Told> told = ManyThreads.together(
                    RIVALS, rival -> Told.of(() -> stores.get(rival % 2).replace(first, nexts.get(rival))));

            if (!assertOneWinner(told, nexts, first)) {
                replace(store, first, nexts.get(0));
            }
        });
    }

    @Test
    void insert_twoWhoseWaysCross_oneIsTrueAndItsRecordStays() {
        TokenStore other = anotherStore();
        StoredRecord[][] lives = new StoredRecord[2][CROSSING];
        Told[][] told = new Told[2][CROSSING];
        TwoThreads.inStep(
                contract,
                () -> {
                    Arrays.setAll(lives[0], i -> TestRecords.opened());
                    Arrays.setAll(lives[1], i -> TestRecords.opened(lives[0][i].key()));
                },
                () -> upwards(i -> told[0][i] = Told.of(() -> store.insert(lives[0][i]))),
                () -> downwards(i -> told[1][i] = Told.of(() -> other.insert(lives[1][i]))),
                () -> assertOneWinnerEach(told, lives, new StoredRecord[CROSSING]));
    }

    @Test
    void replace_twoWhoseWaysCross_oneIsTrueAndItsRecordStays() {
        TokenStore other = anotherStore();
        StoredRecord[] firsts = new StoredRecord[CROSSING];
        StoredRecord[][] nexts = new StoredRecord[2][CROSSING];
        Told[][] told = new Told[2][CROSSING];
        TwoThreads.inStep(
                contract,
                () -> upwards(i -> {
                    firsts[i] = insert(store, TestRecords.opened());
                    nexts[0][i] = TestRecords.following(firsts[i]);
                    nexts[1][i] = TestRecords.following(firsts[i]);
                }),
                () -> upwards(i -> told[0][i] = Told.of(() -> store.replace(firsts[i], nexts[0][i]))),
                () -> downwards(i -> told[1][i] = Told.of(() -> other.replace(firsts[i], nexts[1][i]))),
                () -> assertOneWinnerEach(told, nexts, firsts));
    }

    @Test
    void replace_twoOnOneRecordOverAndOver_writesEachStateOnce() {
        List<TokenStore> stores = twoStores();
        String key = insert(store, Contention.first()).key();
        List<Contention.Written> written = ManyThreads.together(
                2, rival -> Contention.replaceOverAndOver(stores.get(rival), key, rival + 1, contract.longest()));

        Contention.assertEachStateWrittenOnce(store, key, written);
    }

    private void assertOneWinnerEach(Told[][] told, StoredRecord[][] records, @Nullable StoredRecord[] before) {
        upwards(i ->
                assertOneWinner(List.of(told[0][i], told[1][i]), List.of(records[0][i], records[1][i]), before[i]));
    }

    /**
     * What is stored is the record of whom was told true; where nobody was, it is that of one who does not know, or
     * what was there before.
     *
     * @return whether anybody has written
     */
    private boolean assertOneWinner(List<Told> told, List<StoredRecord> records, @Nullable StoredRecord before) {
        assertThat(told.stream().filter(Told.YES::equals)).as(ATOMIC).hasSizeLessThanOrEqualTo(1);
        Told telling = told.contains(Told.YES) ? Told.YES : Told.UNKNOWN;
        List<Optional<StoredRecord>> possible = new ArrayList<>();
        for (int rival = 0; rival < told.size(); rival++) {
            if (told.get(rival) == telling) {
                possible.add(Optional.of(records.get(rival)));
            }
        }
        if (telling == Told.UNKNOWN) {
            possible.add(Optional.ofNullable(before));
        }
        Optional<StoredRecord> stored = store.find(records.get(0).key());
        assertThat(possible.contains(stored))
                .as(
                        "what is stored (number %d of the rivals) is the record of whom was told true, or of one who was not"
                                + " told, or what was there before: %s",
                        stored.map(records::indexOf).orElse(-1), told)
                .isTrue();
        return stored.filter(records::contains).isPresent();
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
