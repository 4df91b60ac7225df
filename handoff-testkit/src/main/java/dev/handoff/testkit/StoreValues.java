package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.Limits;
import dev.handoff.spi.RecordState;
import dev.handoff.spi.Stamp;
import dev.handoff.spi.TokenStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** What {@link TokenStore} asks of what it keeps: every part comes back equal, however odd, wherever it is read. */
abstract class StoreValues extends StoreConditions {

    private static final String EQUAL = "every part of a record comes back equal to what was handed in";
    private static final List<String> ZONES =
            List.of("Asia/Tokyo", "America/New_York", "Pacific/Apia", "Europe/Berlin", "Asia/Kathmandu", "UTC");

    /**
     * Hours that wall clocks skip or repeat, and the same hours of UTC: Berlin, New York, the day that Apia left out.
     */
    private static final List<String> GAPS_AND_OVERLAPS = List.of(
            "2026-03-29T01:30:00.001Z",
            "2026-03-29T02:30:00.001Z",
            "2026-10-25T00:30:00.999Z",
            "2026-10-25T01:30:00.999Z",
            "2026-03-08T02:30:00.001Z",
            "2026-11-01T05:30:00.999Z",
            "2026-11-01T06:30:00.999Z",
            "2011-12-30T12:00:00.123Z");

    @Test
    void insert_newKey_comesBackEqualInEveryPart() {
        for (HandoffRecord sample : Samples.ofEveryShape()) {
            assertInsertedAndKept(sample, EQUAL);
        }
    }

    @Test
    void replace_sameStamp_comesBackEqualInEveryPart() {
        for (HandoffRecord sample : Samples.ofEveryShape()) {
            HandoffRecord first = Samples.endingAt(sample.terms().endsAt(), RecordState.CREATED);
            HandoffRecord next = Samples.withStamp(sample, first.stamp().next());
            store.insert(first);

            assertThat(store.replace(first, next))
                    .as("replace answers true when the record bears the stamp")
                    .isTrue();
            assertKept(store, next, EQUAL + ", also after a replacement");
        }
    }

    @Test
    void replace_byARecordWithFewerParts_leavesNothingOfTheOldOnes() {
        HandoffRecord full = Samples.ofEveryShape().get(0);
        HandoffRecord bare = Samples.withStamp(
                Samples.endingAt(full.terms().endsAt(), RecordState.CREATED),
                full.stamp().next());
        store.insert(full);

        assertThat(store.replace(full, bare)).isTrue();
        assertKept(store, bare, EQUAL + ": parts that the next record lacks are gone");
    }

    @Test
    void keys_thatDifferInOneCharacter_areDifferent() {
        String key = Samples.randomHex(64);
        List<HandoffRecord> records = new ArrayList<>(List.of(Samples.opened(key)));
        for (int position : List.of(0, 1, 15, 31, 32, 47, 62, 63)) {
            records.add(Samples.opened(withOtherCharacter(key, position)));
        }

        assertAllKept(records, "keys are compared whole (look for columns or indexes that are too short)");
    }

    @Test
    void keys_thatLookLikeNumbers_areDifferent() {
        purgeWhatOtherTestsLeft();
        List<HandoffRecord> records = new ArrayList<>();
        for (String key : List.of(
                "0".repeat(64),
                "f".repeat(64),
                "0".repeat(63) + "1",
                "1" + "0".repeat(63),
                "1" + "0".repeat(62) + "1",
                "0".repeat(61) + "1e2",
                "0".repeat(61) + "100")) {
            HandoffRecord record = Samples.endingAt(Instant.ofEpochMilli(5_000), RecordState.CREATED);
            records.add(Samples.withStamp(record, Samples.stamp(key, 1)));
        }

        assertAllKept(
                records, "keys are text, also those made of digits (look for a column that turns them into numbers)");
        purgeWhatOtherTestsLeft();
    }

    @Test
    void generations_thatDifferInOneCharacter_areDifferent() {
        for (String generation : List.of(Samples.randomHex(32), "0".repeat(32), "f".repeat(32), "0".repeat(31) + "1")) {
            String key = Samples.randomHex(64);
            HandoffRecord stored = Samples.withStamp(Samples.opened(key), new Stamp(key, generation, 1));
            assertInsertedAndKept(stored, EQUAL);
            for (int position : List.of(0, 15, 16, 31)) {
                Stamp other = new Stamp(key, withOtherCharacter(generation, position), 1);
                assertThat(store.replace(Samples.withStamp(stored, other), Samples.withStamp(stored, other.next())))
                        .as("replace compares the whole generation, here its character %d", position)
                        .isFalse();
            }
            assertKept(store, stored, EQUAL);
        }
    }

    @Test
    void texts_ofEveryPrintableCharacter_comeBackEqual() {
        for (String text : Samples.oddTexts()) {
            HandoffRecord record = Samples.withTexts(text);
            assertInsertedAndKept(record, EQUAL + ", here the device hash and the failure code " + text);
            HandoffRecord next = Samples.withStamp(
                    Samples.withTexts(text + "."), record.stamp().next());
            store.replace(record, next);
            assertKept(store, next, EQUAL + ", here the device hash and the failure code " + text + ".");
        }
    }

    @Test
    void texts_ofTheGreatestLength_comeBackEqual() {
        for (char character : List.of('A', '\'', '\\', '"', '%', '&', '~').toArray(Character[]::new)) {
            String text = String.valueOf(character).repeat(64);
            assertInsertedAndKept(Samples.withTexts(text), EQUAL + ", here 64 times " + character);
        }
    }

    @Test
    void attemptNumbers_upToTheHighest_comeBackEqual() {
        HandoffRecord first = Samples.opened();
        store.insert(first);
        HandoffRecord highest = Samples.withAttempt(first, first.stamp().next(), Limits.MAX_ATTEMPT);

        assertThat(store.replace(first, highest)).isTrue();
        assertKept(store, highest, EQUAL);
    }

    @Test
    void versions_upToTheHighest_comeBackEqual() {
        HandoffRecord first = Samples.opened();
        Stamp last = new Stamp(first.sessionKey(), first.stamp().generation(), 0xFFFF_FFFFL);
        HandoffRecord lastButOne =
                Samples.withStamp(first, new Stamp(last.sessionKey(), last.generation(), last.version() - 1));
        assertInsertedAndKept(lastButOne, "versions go to 2^32 - 1 (look for 32-bit columns)");

        assertThat(store.replace(lastButOne, Samples.withStamp(first, last)))
                .as("versions are compared up to 2^32 - 1")
                .isTrue();
        assertKept(store, Samples.withStamp(first, last), "versions go to 2^32 - 1 (look for 32-bit columns)");
    }

    @Test
    @ResourceLock(Resources.TIME_ZONE)
    void find_inAnotherTimeZone_givesTheSameInstants() {
        for (String here : ZONES) {
            HandoffRecord sample = Samples.ofEveryShape().get(0);
            inZone(here, () -> store.insert(sample));
            for (String there : ZONES) {
                inZone(
                        there,
                        () -> assertKept(
                                store,
                                sample,
                                "written in " + here + ", read in " + there
                                        + ": instants depend on no time zone (keep a 64-bit count of milliseconds)"));
            }
        }
    }

    @Test
    @ResourceLock(Resources.TIME_ZONE)
    void replace_inAnotherTimeZone_findsTheStamp() {
        HandoffRecord first = Samples.ofEveryShape().get(0);
        HandoffRecord next = Samples.withStamp(first, first.stamp().next());
        inZone("Asia/Tokyo", () -> store.insert(first));
        inZone(
                "America/New_York",
                () -> assertThat(store.replace(first, next))
                        .as("written in Tokyo, replaced in New York: the stamp alone decides")
                        .isTrue());
        inZone("Pacific/Apia", () -> assertKept(store, next, EQUAL));
    }

    @Test
    @ResourceLock(Resources.TIME_ZONE)
    void insert_instantsInGapsAndOverlapsOfClocks_comeBackEqual() {
        for (String zone : ZONES) {
            for (String instant : GAPS_AND_OVERLAPS) {
                HandoffRecord record = Samples.endingAt(Instant.parse(instant), RecordState.CREATED);
                inZone(
                        zone,
                        () -> assertInsertedAndKept(
                                record,
                                instant + " in " + zone
                                        + ": a wall clock skips or repeats this hour (keep a 64-bit count of milliseconds)"));
            }
        }
    }

    @Test
    @ResourceLock(Resources.LOCALE)
    void find_inAnotherLanguage_givesTheSame() {
        Locale before = Locale.getDefault();
        try {
            for (String tag : List.of("tr", "ar-EG-u-nu-arab", "th-TH-u-ca-buddhist-nu-thai", "de", "en")) {
                for (HandoffRecord sample : Samples.ofEveryShape()) {
                    Locale.setDefault(Locale.forLanguageTag(tag));
                    store.insert(sample);
                    assertKept(
                            store,
                            sample,
                            "in the language " + tag + " (look for cases and formats without Locale.ROOT)");
                    Locale.setDefault(Locale.ROOT);
                    assertKept(store, sample, "written in the language " + tag + ", read in none");
                }
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    /** Does something while the whole process is in a time zone. */
    static void inZone(String zone, Runnable action) {
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone(zone));
            action.run();
        } finally {
            TimeZone.setDefault(before);
        }
    }

    private void assertInsertedAndKept(HandoffRecord record, String promise) {
        assertThat(store.insert(record))
                .as("insert answers true for a key that has no record; " + promise)
                .isTrue();
        assertKept(store, record, promise);
    }

    private void assertAllKept(List<HandoffRecord> records, String promise) {
        for (HandoffRecord record : records) {
            assertInsertedAndKept(record, promise);
        }
        for (HandoffRecord record : records) {
            assertKept(store, record, promise);
        }
    }

    private static String withOtherCharacter(String hex, int position) {
        char other = hex.charAt(position) == '0' ? '1' : '0';
        return hex.substring(0, position) + other + hex.substring(position + 1);
    }
}
