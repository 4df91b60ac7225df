package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.StoreAssertions.assertKept;
import static dev.handoff.testkit.store.StoreAssertions.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.Limits;
import dev.handoff.spi.Stamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Session keys, generations and versions are compared whole. */
abstract class StampTests extends StoreTests {

    private static final String WHOLE_KEYS = "keys are compared whole (look for columns or indexes that are too short)";

    StampTests(TokenStoreContract contract) {
        super(contract);
    }

    @Test
    void keys_thatDifferInOneCharacter_areDifferent() {
        String key = TestRecords.newKey();
        assertAllKept(Stream.concat(Stream.of(key), OddValues.oneDigitOff(key).stream()), WHOLE_KEYS);
    }

    @Test
    void keys_withOneHashOrTheSameDigits_areDifferent() {
        assertAllKept(OddValues.withEqualHash(Limits.SESSION_KEY_LENGTH).stream(), WHOLE_KEYS + ", not by a hash");
        assertAllKept(OddValues.sameDigits(TestRecords.newKey()).stream(), WHOLE_KEYS + ", not by a sum");
    }

    @Test
    void keys_thatLookLikeNumbers_areDifferent() {
        purgeWhatOtherTestsLeft();
        assertAllKept(
                Stream.of(
                        "0".repeat(64),
                        "f".repeat(64),
                        "0".repeat(63) + "1",
                        "1" + "0".repeat(63),
                        "1" + "0".repeat(62) + "1",
                        "0".repeat(61) + "1e2",
                        "0".repeat(61) + "100"),
                "keys are text, also those made of digits (look for a column that turns them into numbers)");
        purgeWhatOtherTestsLeft();
    }

    @Test
    void generations_thatDifferInOneCharacter_areDifferent() {
        int length = Limits.GENERATION_LENGTH;
        for (String generation : List.of(
                TestRecords.randomHex(length), "0".repeat(length), "f".repeat(length), "0".repeat(length - 1) + "1")) {
            assertOthersRefused(generation, OddValues.oneDigitOff(generation));
        }
    }

    @Test
    void generations_withOneHashOrTheSameDigits_areDifferent() {
        List<String> equalHash = OddValues.withEqualHash(Limits.GENERATION_LENGTH);
        assertOthersRefused(equalHash.get(0), equalHash.subList(1, 2));
        List<String> sameDigits = OddValues.sameDigits(TestRecords.randomHex(Limits.GENERATION_LENGTH));
        assertOthersRefused(sameDigits.get(0), sameDigits.subList(1, sameDigits.size()));
    }

    @Test
    void versions_thatDifferInOneBit_areDifferent() {
        long lastButOne = Limits.MAX_VERSION - 1;
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            long few = bit == 0 ? 2 : 1;
            assertOtherVersionRefused(few, few ^ (1L << bit));
            assertOtherVersionRefused(few ^ (1L << bit), few);
            assertOtherVersionRefused(lastButOne ^ (1L << bit), lastButOne);
        }
    }

    @Test
    void versions_thatBeginWithTheSameDigits_areDifferent() {
        for (long[] pair : new long[][] {{1, 10}, {1, 11}, {2, 12}, {9, 10}, {10, 100}, {99, 100}, {21, 12}}) {
            assertOtherVersionRefused(pair[0], pair[1]);
            assertOtherVersionRefused(pair[1], pair[0]);
        }
    }

    private void assertOtherVersionRefused(long stored, long expected) {
        HandoffRecord record = insert(
                store, TestRecords.withStamp(TestRecords.opened(), TestRecords.stamp(TestRecords.newKey(), stored)));
        assertRefused(record, new Stamp(record.sessionKey(), record.stamp().generation(), expected));
    }

    private void assertOthersRefused(String generation, List<String> others) {
        HandoffRecord record = insert(
                store, TestRecords.withStamp(TestRecords.opened(), new Stamp(TestRecords.newKey(), generation, 1)));
        for (String other : others) {
            assertRefused(record, new Stamp(record.sessionKey(), other, 1));
        }
    }

    private void assertRefused(HandoffRecord stored, Stamp expected) {
        HandoffRecord assumed = TestRecords.withStamp(stored, expected);
        assertThat(store.replace(assumed, TestRecords.following(assumed)))
                .as(
                        "replace compares the whole stamp: stored are generation %s and version %d, expected were %s and %d",
                        stored.stamp().generation(),
                        stored.stamp().version(),
                        expected.generation(),
                        expected.version())
                .isFalse();
        assertKept(store, stored, "a replacement that answers false has written nothing");
    }

    private void assertAllKept(Stream<String> keys, String promise) {
        List<HandoffRecord> records = new ArrayList<>();
        keys.forEach(key -> records.add(insert(store, TestRecords.endingAt(key, Instant.ofEpochMilli(5_000)))));
        for (HandoffRecord record : records) {
            assertKept(store, record, promise);
        }
    }
}
