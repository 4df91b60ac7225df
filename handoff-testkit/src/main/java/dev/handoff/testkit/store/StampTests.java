package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.StoreAssertions.assertKept;
import static dev.handoff.testkit.store.StoreAssertions.insert;
import static dev.handoff.testkit.store.StoreAssertions.replace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.StoredRecord;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keys and stamps are compared whole. */
abstract class StampTests extends StoreTests {

    private static final String WHOLE_KEYS =
            "keys must be compared whole (look for columns or indexes that are too short)";

    @Test
    void keys_thatDifferInOneCharacter_areDifferent() {
        String key = TestRecords.newKey();
        assertAllKept(Stream.concat(Stream.of(key), TestRecords.oneDigitOff(key).stream()), WHOLE_KEYS);
    }

    @Test
    void keys_withTheSameHashOrDigits_areDifferent() {
        assertAllKept(OddTexts.withEqualHash(StoredRecord.KEY_LENGTH).stream(), WHOLE_KEYS + ", not by a hash");
        assertAllKept(OddTexts.sameDigits(TestRecords.newKey()).stream(), WHOLE_KEYS + ", not by a sum");
    }

    @Test
    void keys_thatLookLikeNumbers_areDifferent() {
        String own = TestRecords.newStamp();
        // the same digits in every run, and new keys even if nothing can be purged
        assertAllKept(
                Stream.concat(
                        OddTexts.likeNumbers(StoredRecord.KEY_LENGTH - own.length()).stream()
                                .map(digits -> own.replaceAll("[a-f]", "3") + digits),
                        OddTexts.likeNumbers(StoredRecord.KEY_LENGTH).stream()
                                .filter(key -> store.find(key).isEmpty())),
                "keys must be stored as text, even if they consist of digits (look for a numeric column)");
        purgeWhatOtherTestsLeft();
    }

    @Test
    void stamps_thatDifferInOneCharacter_areDifferent() {
        int length = StoredRecord.STAMP_LENGTH;
        for (String stamp : List.of(TestRecords.newStamp(), "0".repeat(length), "f".repeat(length))) {
            assertOthersRefused(stamp, TestRecords.oneDigitOff(stamp));
        }
    }

    @Test
    void stamps_withTheSameHashOrDigits_areDifferent() {
        List<String> equalHash = OddTexts.withEqualHash(StoredRecord.STAMP_LENGTH);
        assertOthersRefused(equalHash.get(0), equalHash.subList(1, 2));
        List<String> sameDigits = OddTexts.sameDigits(TestRecords.newStamp());
        assertOthersRefused(sameDigits.get(0), sameDigits.subList(1, sameDigits.size()));
    }

    @Test
    void stamps_thatLookLikeNumbers_areDifferent() {
        List<String> stamps = OddTexts.likeNumbers(StoredRecord.STAMP_LENGTH);
        for (String stamp : stamps) {
            assertOthersRefused(
                    stamp, stamps.stream().filter(other -> !other.equals(stamp)).toList());
        }
    }

    private void assertOthersRefused(String stamp, List<String> others) {
        StoredRecord record = insert(store, TestRecords.withStamp(TestRecords.opened(), stamp));
        for (String other : others) {
            StoredRecord assumed = TestRecords.withStamp(record, other);
            assertThat(store.replace(assumed, TestRecords.following(assumed)))
                    .as(
                            "replace must compare the whole stamp and return false: the stored stamp is %s, the"
                                    + " expected stamp was %s",
                            stamp, other)
                    .isFalse();
            assertKept(store, record, "a replace that returns false must not write anything");
        }
        assertKept(
                store,
                replace(store, record, TestRecords.following(record)),
                "replace must write if the expected stamp is the stored stamp");
    }

    private void assertAllKept(Stream<String> keys, String promise) {
        List<StoredRecord> records =
                keys.map(key -> insert(store, TestRecords.opened(key))).toList();
        for (StoredRecord record : records) {
            assertKept(store, record, promise);
        }
    }
}
