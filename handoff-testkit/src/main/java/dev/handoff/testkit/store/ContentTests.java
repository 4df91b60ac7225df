package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.StoreAssertions.assertKept;
import static dev.handoff.testkit.store.StoreAssertions.insert;
import static dev.handoff.testkit.store.StoreAssertions.replace;

import dev.handoff.spi.StoredRecord;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** A record comes back equal, however odd, wherever it is read. */
abstract class ContentTests extends StoreTests {

    private static final String EQUAL = "a record comes back equal to what was handed in, in every character (look for"
            + " columns that are short, trimmed, padded, folded or converted)";
    private static final String ENDS_EQUAL = "an end comes back to the millisecond, and depends on no time zone (keep a"
            + " 64-bit count of milliseconds)";
    private static final List<String> ZONES =
            List.of("Asia/Tokyo", "America/New_York", "Pacific/Apia", "Europe/Berlin", "Asia/Kathmandu", "UTC");
    private static final List<String> LANGUAGES = List.of("tr", "ar-EG-u-nu-arab", "th-TH-u-ca-buddhist-nu-thai", "de");

    ContentTests(TokenStoreContract contract) {
        super(contract);
    }

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
            assertKept(store, current, EQUAL + ", also after a replacement");
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
                inZone(there, () -> assertKept(store, record, "from " + here + " to " + there + ": " + ENDS_EQUAL));
            }
        }
    }

    @Test
    @ResourceLock(Resources.TIME_ZONE)
    void ends_inHoursThatClocksSkipOrRepeat_comeBackEqual() {
        for (String zone : ZONES) {
            hoursOfChange(zone)
                    .forEach(end -> inZone(
                            zone,
                            () -> assertKept(
                                    store,
                                    insert(store, TestRecords.endingAt(end)),
                                    end + " in " + zone + ": " + ENDS_EQUAL)));
        }
    }

    /** Around the next two changes, and where a clock on the wall would show that if it were one of UTC. */
    private static Stream<Instant> hoursOfChange(String zone) {
        ZoneRules rules = ZoneId.of(zone).getRules();
        return Stream.iterate(
                        rules.nextTransition(TestRecords.NOON),
                        transition -> transition != null,
                        transition -> rules.nextTransition(transition.getInstant()))
                .limit(2)
                .flatMap(ContentTests::around);
    }

    private static Stream<Instant> around(ZoneOffsetTransition change) {
        return Stream.of(
                        change.getInstant(),
                        change.getDateTimeBefore().toInstant(ZoneOffset.UTC),
                        change.getDateTimeAfter().toInstant(ZoneOffset.UTC))
                .flatMap(instant -> Stream.of(
                        instant.minusMillis(1_800_001),
                        instant.minusMillis(1),
                        instant,
                        instant.plusMillis(1_799_999)));
    }

    @Test
    @ResourceLock(Resources.TIME_ZONE)
    void replace_inAnotherTimeZone_findsTheStamp() {
        StoredRecord first = TestRecords.opened();
        StoredRecord next = TestRecords.following(first);
        inZone("Asia/Tokyo", () -> insert(store, first));
        inZone("America/New_York", () -> replace(store, first, next));

        inZone("Pacific/Apia", () -> assertKept(store, next, EQUAL));
    }

    @Test
    @ResourceLock(Resources.LOCALE)
    void find_inAnotherLanguage_givesTheSame() {
        Locale before = Locale.getDefault();
        try {
            for (String language : LANGUAGES) {
                Locale.setDefault(Locale.forLanguageTag(language));
                StoredRecord record =
                        insert(store, TestRecords.withBody(TestRecords.opened(), "1 in_progress IN PROGRESS ID 7 i I"));
                assertKept(store, record, "in the language " + language + " (look for formats without Locale.ROOT)");
                StoredRecord next = replace(store, record, TestRecords.following(record));
                Locale.setDefault(Locale.ROOT);
                assertKept(store, next, "written in the language " + language + ", read in none");
            }
        } finally {
            Locale.setDefault(before);
        }
    }
}
