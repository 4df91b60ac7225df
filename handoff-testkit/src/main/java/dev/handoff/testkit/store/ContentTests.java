package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.StoreAssertions.assertKept;
import static dev.handoff.testkit.store.StoreAssertions.insert;
import static dev.handoff.testkit.store.StoreAssertions.replace;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.Limits;
import dev.handoff.spi.Stamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Every part of a record comes back equal, however odd, wherever it is read. */
abstract class ContentTests extends StoreTests {

    private static final String EQUAL = "every part of a record comes back equal to what was handed in";
    private static final String ZONES_DIFFER =
            ": instants depend on no time zone (keep a 64-bit count of milliseconds)";
    private static final List<String> ZONES =
            List.of("Asia/Tokyo", "America/New_York", "Pacific/Apia", "Europe/Berlin", "Asia/Kathmandu", "UTC");
    private static final List<String> LANGUAGES = List.of("tr", "ar-EG-u-nu-arab", "th-TH-u-ca-buddhist-nu-thai", "de");

    /** Hours that clocks skip or repeat, and the same hours of UTC: Berlin, New York, the day that Apia left out. */
    private static final List<String> GAPS_AND_OVERLAPS = List.of(
            "2026-03-29T01:30:00.001Z",
            "2026-03-29T02:30:00.001Z",
            "2026-10-25T00:30:00.999Z",
            "2026-10-25T01:30:00.999Z",
            "2026-03-08T02:30:00.001Z",
            "2026-11-01T05:30:00.999Z",
            "2026-11-01T06:30:00.999Z",
            "2011-12-30T12:00:00.123Z");

    ContentTests(TokenStoreContract contract) {
        super(contract);
    }

    @Test
    void insert_recordOfEveryShape_comesBackEqual() {
        for (HandoffRecord shape : TestRecords.ofEveryShape()) {
            assertKept(store, insert(store, shape), EQUAL);
        }
    }

    @Test
    void replace_byARecordOfEveryShape_comesBackEqual() {
        for (HandoffRecord shape : TestRecords.ofEveryShape()) {
            HandoffRecord first =
                    insert(store, TestRecords.endingAt(shape.terms().endsAt()));
            HandoffRecord next = TestRecords.withStamp(shape, first.stamp().next());
            replace(store, first, next);

            assertKept(store, next, EQUAL + ", also after a replacement");
        }
    }

    @Test
    void replace_byARecordWithFewerParts_leavesNothingOfTheOldOnes() {
        HandoffRecord full = insert(store, TestRecords.ofEveryShape().get(0));
        HandoffRecord bare = TestRecords.withStamp(
                TestRecords.endingAt(full.terms().endsAt()), full.stamp().next());
        replace(store, full, bare);

        assertKept(store, bare, EQUAL + ": parts that the next record lacks are deleted");
    }

    @Test
    void numbers_ofEveryWidth_comeBackEqual() {
        for (HandoffRecord record : OddValues.numbers()) {
            assertKept(store, insert(store, record), EQUAL + " (look for columns that are narrow, signed or floating)");
            HandoffRecord next = TestRecords.following(record);
            replace(store, record, next);
            assertKept(store, next, EQUAL + " (look for columns that are narrow, signed or floating)");
        }
    }

    @Test
    void versions_upToTheHighest_comeBackEqual() {
        Stamp last = TestRecords.stamp(TestRecords.newKey(), Limits.MAX_VERSION);
        HandoffRecord lastButOne = TestRecords.withStamp(
                TestRecords.opened(), new Stamp(last.sessionKey(), last.generation(), last.version() - 1));
        assertKept(store, insert(store, lastButOne), "versions go to 2^32 - 1 (look for 32-bit columns)");
        HandoffRecord highest = replace(store, lastButOne, TestRecords.withStamp(lastButOne, last));

        assertKept(store, highest, "versions go to 2^32 - 1 (look for 32-bit columns)");
    }

    @Test
    void texts_ofEveryPrintableCharacter_comeBackEqual() {
        List<String> codes = OddValues.failureCodes();
        int i = 0;
        for (String text : OddValues.texts()) {
            String code = codes.get(i++ % codes.size());
            HandoffRecord record = insert(store, TestRecords.withTexts(text, code));
            assertKept(store, record, EQUAL + ", here the device hash " + text + " and the failure code " + code);
            HandoffRecord next = TestRecords.withStamp(
                    TestRecords.withTexts("." + text.substring(1), code.substring(1) + "."),
                    record.stamp().next());
            replace(store, record, next);
            assertKept(store, next, EQUAL + ", here after a replacement");
        }
    }

    @Test
    @ResourceLock(Resources.TIME_ZONE)
    void instants_readInAnotherTimeZone_comeBackEqual() {
        for (String here : ZONES) {
            HandoffRecord record = TestRecords.ofEveryShape().get(0);
            inZone(here, () -> insert(store, record));
            for (String there : ZONES) {
                inZone(there, () -> assertKept(store, record, "from " + here + " to " + there + ZONES_DIFFER));
            }
        }
    }

    @Test
    @ResourceLock(Resources.TIME_ZONE)
    void instants_inHoursThatClocksSkipOrRepeat_comeBackEqual() {
        for (String zone : ZONES) {
            for (String instant : GAPS_AND_OVERLAPS) {
                HandoffRecord record = TestRecords.endingAt(Instant.parse(instant));
                inZone(zone, () -> assertKept(store, insert(store, record), instant + " in " + zone + ZONES_DIFFER));
            }
        }
    }

    @Test
    @ResourceLock(Resources.TIME_ZONE)
    void replace_inAnotherTimeZone_findsTheStamp() {
        HandoffRecord first = TestRecords.ofEveryShape().get(0);
        HandoffRecord next = TestRecords.following(first);
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
                for (HandoffRecord shape : TestRecords.ofEveryShape()) {
                    Locale.setDefault(Locale.forLanguageTag(language));
                    insert(store, shape);
                    assertKept(store, shape, "in the language " + language + " (look for formats without Locale.ROOT)");
                    Locale.setDefault(Locale.ROOT);
                    assertKept(store, shape, "written in the language " + language + ", read in none");
                }
            }
        } finally {
            Locale.setDefault(before);
        }
    }
}
