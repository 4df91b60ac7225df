package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.StoreAssertions.assertKept;
import static dev.handoff.testkit.store.StoreAssertions.insert;
import static dev.handoff.testkit.store.StoreAssertions.replace;

import dev.handoff.spi.StoredRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Find returns a record unchanged, whatever characters it has and wherever it is read. */
abstract class ContentTests extends StoreTests {

    private static final String EQUAL =
            "find must return the record that was written, unchanged in every character (look"
                    + " for columns that are too short, trimmed, padded, case-folded or converted)";
    private static final String ENDS_EQUAL =
            "find must return the end unchanged to the millisecond, in any time zone (store a"
                    + " 64-bit count of milliseconds)";
    private static final List<String> ZONES =
            List.of("Asia/Tokyo", "America/New_York", "Pacific/Apia", "Europe/Berlin", "Asia/Kathmandu", "UTC");
    /** Hours that clocks in Berlin and New York skip or repeat in 2101, and the same hours in UTC. */
    private static final List<String> GAPS_AND_OVERLAPS = List.of(
            "2101-03-27T01:30:00.001Z",
            "2101-03-27T02:30:00.001Z",
            "2101-10-30T00:30:00.999Z",
            "2101-10-30T01:30:00.999Z",
            "2101-03-13T02:30:00.001Z",
            "2101-11-06T05:30:00.999Z",
            "2101-11-06T06:30:00.999Z");

    private static final List<String> LANGUAGES = List.of("tr", "ar-EG-u-nu-arab", "th-TH-u-ca-buddhist-nu-thai", "de");

    @Test
    void insert_bodyOfAnyCharacters_comesBackEqual() {
        for (String body : OddTexts.bodies()) {
            assertKept(store, insert(store, TestRecords.withBody(TestRecords.opened(), body)), EQUAL);
        }
    }

    @Test
    void replace_byABodyOfAnyCharacters_comesBackEqual() {
        StoredRecord current = insert(store, TestRecords.opened());
        for (String body : OddTexts.bodies()) {
            current = replace(store, current, TestRecords.withBody(TestRecords.following(current), body));
            assertKept(store, current, EQUAL + "; this record was replaced");
        }
    }

    @Test
    void ends_toTheMillisecond_comeBackEqualAlsoAfterAReplacement() {
        List<Long> ends = new ArrayList<>(List.of(0L, StoredRecord.LATEST_END.toEpochMilli()));
        for (long power = 1; power < StoredRecord.LATEST_END.toEpochMilli(); power *= 2) {
            ends.addAll(List.of(power - 1, power, power + 1));
        }
        for (long offset = 0; offset < 1_000; offset += 111) {
            ends.add(TestRecords.NOON.toEpochMilli() + offset);
        }
        for (long end : ends) {
            Instant instant = Instant.ofEpochMilli(end);
            if (!contract.forgetsByItself() || !instant.isBefore(TestRecords.NOON)) {
                StoredRecord first = insert(store, TestRecords.endingAt(instant));
                assertKept(store, first, ENDS_EQUAL);
                assertKept(store, replace(store, first, TestRecords.following(first)), ENDS_EQUAL);
            }
        }
    }

    @Test
    @ResourceLock(Resources.TIME_ZONE)
    void ends_readInAnotherTimeZone_comeBackEqual() {
        for (String here : ZONES) {
            StoredRecord record = TestRecords.opened();
            inZone(here, () -> insert(store, record));
            for (String there : ZONES) {
                inZone(
                        there,
                        () -> assertKept(store, record, ENDS_EQUAL + "; written in " + here + ", read in " + there));
            }
        }
    }

    @Test
    @ResourceLock(Resources.TIME_ZONE)
    void ends_inHoursThatClocksSkipOrRepeat_comeBackEqual() {
        for (String zone : ZONES) {
            for (String instant : GAPS_AND_OVERLAPS) {
                StoredRecord record = TestRecords.endingAt(Instant.parse(instant));
                inZone(
                        zone,
                        () -> assertKept(store, insert(store, record), ENDS_EQUAL + "; " + instant + " in " + zone));
            }
        }
    }

    @Test
    @ResourceLock(Resources.LOCALE)
    void find_inAnotherLanguage_returnsTheSameRecord() {
        Locale before = Locale.getDefault();
        try {
            for (String language : LANGUAGES) {
                Locale.setDefault(Locale.forLanguageTag(language));
                StoredRecord record =
                        insert(store, TestRecords.withBody(TestRecords.opened(), "1 in_progress IN PROGRESS ID 7 i I"));
                assertKept(
                        store,
                        record,
                        EQUAL + "; the default locale is " + language + " (look for formats without Locale.ROOT)");
                StoredRecord next = replace(store, record, TestRecords.following(record));
                Locale.setDefault(Locale.ROOT);
                assertKept(store, next, EQUAL + "; written in the locale " + language + ", read in Locale.ROOT");
            }
        } finally {
            Locale.setDefault(before);
        }
    }
}
