package dev.handoff.testkit.store.broken;

import static dev.handoff.testkit.store.broken.BrokenStore.withBody;

import dev.handoff.spi.StoredRecord;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Stores with columns that are narrow, trimmed, folded or converted, or that depend on a time zone or locale. */
final class BrokenContents {

    private static final String INSERTED = "insert_bodyOfAnyCharacters_comesBackEqual";
    private static final String REPLACED = "replace_byABodyOfAnyCharacters_comesBackEqual";
    private static final String ENDS = "ends_toTheMillisecond_comeBackEqualAlsoAfterAReplacement";

    private BrokenContents() {}

    static Stream<BrokenStore> all() {
        return Stream.of(bodies(), replacedBodies(), ends(), hereAndThere()).flatMap(stores -> stores);
    }

    private static Stream<BrokenStore> bodies() {
        return Stream.of(
                body("bodies in lower case", text -> text.toLowerCase(Locale.ROOT)),
                body("bodies up to a separator", text -> text.replaceFirst(";.*", "x")),
                body("bodies without spaces at their end", String::stripTrailing),
                body("bodies without spaces at their beginning", String::stripLeading),
                body("bodies of spaces taken for nothing", text -> text.isBlank() ? "-" : text),
                body("runs of spaces joined", text -> text.replaceAll(" +", " ")),
                body("bodies cut after 511 characters", text -> cut(text, 511)),
                body("bodies cut after 255 characters", text -> cut(text, 255)),
                body("bodies padded to two characters", text -> text.length() == 1 ? text + " " : text),
                body("'null' taken for nothing", text -> text.equals("null") ? "-" : text),
                body("bodies that look like numbers", text -> text.equals("007") ? "7" : text),
                body("zeros at the end of a number", text -> text.equals("1.50") ? "1.5" : text),
                body("quotes doubled", text -> text.replace("1''1", "1'1")),
                body("double quotes taken for the ends of a text", text -> text.replaceAll("^\"|\"$", "-")),
                body("backslashes that escape", text -> text.replace("\\\\", "\\")),
                body("percent signs decoded", text -> text.replace("%41", "A")),
                body("tildes lost by a seven-bit code page", text -> text.replace('~', '-')));
    }

    /** Like stores that skip parts that have not changed. */
    private static Stream<BrokenStore> replacedBodies() {
        return Stream.of(
                unchanged("bodies compared without their case", String::equalsIgnoreCase),
                unchanged(
                        "bodies compared as if they were padded",
                        (one, other) -> one.stripTrailing().equals(other.stripTrailing())),
                unchanged(
                        "bodies compared by their prefix",
                        (one, other) -> cut(one, 100).equals(cut(other, 100))));
    }

    private static Stream<BrokenStore> ends() {
        return Stream.of(
                end("ends without milliseconds", millis -> millis / 1_000 * 1_000),
                end("ends in 41 bits", millis -> millis & ((1L << 41) - 1)),
                end("ends in 32 bits of seconds", millis -> (int) (millis / 1_000) < 0 ? 0 : millis),
                end("ends as a short floating-point number", millis -> Math.min((long) (float) millis, (1L << 42) - 1)),
                end("the epoch taken for no end", millis -> millis == 0 ? 1 : millis),
                new BrokenStore("ends that a replacement moves", ENDS, engine -> new MapStore(engine) {
                    @Override
                    StoredRecord replacement(StoredRecord current, StoredRecord next) {
                        return withEnd(next, millis -> Math.min(millis + 1, (1L << 42) - 1));
                    }
                }));
    }

    private static Stream<BrokenStore> hereAndThere() {
        return Stream.of(
                altering(
                        "ends kept as local time",
                        "ends_readInAnotherTimeZone_comeBackEqual",
                        record -> withEnd(record, BrokenContents::toLocal),
                        record -> withEnd(record, BrokenContents::fromLocal)),
                altering(
                        "ends through a wall clock that skips an hour",
                        "ends_inHoursThatClocksSkipOrRepeat_comeBackEqual",
                        record -> withEnd(record, BrokenContents::fromLocal),
                        record -> withEnd(record, BrokenContents::toLocal)),
                altering(
                        "bodies read in the default locale",
                        "find_inAnotherLanguage_returnsTheSameRecord",
                        UnaryOperator.identity(),
                        record -> record.body().contains("IN PROGRESS")
                                ? withBody(record, record.body().replace("IN PROGRESS", inThisLanguage("in progress")))
                                : record));
    }

    private static BrokenStore body(String fault, UnaryOperator<String> change) {
        return altering(
                fault,
                INSERTED,
                record -> {
                    String changed = change.apply(record.body());
                    return withBody(record, changed.isEmpty() ? "-" : changed);
                },
                UnaryOperator.identity());
    }

    private static BrokenStore unchanged(String fault, BiPredicate<String, String> isSame) {
        return new BrokenStore(fault, REPLACED, engine -> new MapStore(engine) {
            @Override
            StoredRecord replacement(StoredRecord current, StoredRecord next) {
                return isSame.test(current.body(), next.body()) ? withBody(next, current.body()) : next;
            }
        });
    }

    private static BrokenStore end(String fault, LongUnaryOperator change) {
        return altering(fault, ENDS, record -> withEnd(record, change), UnaryOperator.identity());
    }

    /** Stores or returns another body than it received. */
    private static BrokenStore altering(
            String fault, String promise, UnaryOperator<StoredRecord> onWrite, UnaryOperator<StoredRecord> onRead) {
        return new BrokenStore(fault, promise, engine -> new MapStore(engine) {
            @Override
            StoredRecord inserted(StoredRecord record) {
                return onWrite.apply(record);
            }

            @Override
            StoredRecord replacement(StoredRecord current, StoredRecord next) {
                return onWrite.apply(next);
            }

            @Override
            StoredRecord read(StoredRecord stored) {
                return onRead.apply(stored);
            }
        });
    }

    private static String cut(String text, int length) {
        return text.substring(0, Math.min(length, text.length()));
    }

    private static StoredRecord withEnd(StoredRecord record, LongUnaryOperator change) {
        long millis = change.applyAsLong(record.endsAt().toEpochMilli());
        return new StoredRecord(record.key(), record.stamp(), Instant.ofEpochMilli(millis), record.body());
    }

    /** Like a column's converter that changes a text to upper case. */
    private static String inThisLanguage(String text) {
        String upper = text.toUpperCase(Locale.getDefault());
        return upper.chars().allMatch(c -> c < 128) ? upper : "IN PROGRESs";
    }

    private static long toLocal(long millis) {
        return inRange(LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneId.systemDefault())
                .toInstant(ZoneOffset.UTC));
    }

    private static long fromLocal(long millis) {
        return inRange(LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC)
                .atZone(ZoneId.systemDefault())
                .toInstant());
    }

    private static long inRange(Instant instant) {
        long millis = instant.truncatedTo(ChronoUnit.MILLIS).toEpochMilli();
        return Math.max(0, Math.min(millis, StoredRecord.LATEST_END.toEpochMilli()));
    }
}
