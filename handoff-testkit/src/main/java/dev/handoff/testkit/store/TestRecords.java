package dev.handoff.testkit.store;

import dev.handoff.spi.StoredRecord;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Records for tests. Their keys are random, so that stores need not be empty. Their bodies follow from their stamps, so
 * that a stamp with the body of another record shows a partial write.
 */
final class TestRecords {

    /**
     * The end of most records: so late that no record expires during a test, and that only tests of purge use the past.
     */
    static final Instant NOON = Instant.parse("2100-03-01T12:00:00.007Z");

    /** Bodies of sessions in different states, which a store must not distinguish. */
    static final List<String> STATES = List.of(
            "1 created 0 " + "5e".repeat(16) + " 1 0",
            "1 in_progress 7 " + "5e".repeat(16)
                    + " 4 0 attempt 2 4107585600007 4107585900007 claim 2 a-device 4107585600011" + " 1 "
                    + "c0".repeat(12) + " 2 approved by " + "b1".repeat(12),
            "1 succeeded 7 " + "5e".repeat(16) + " 5 0 completed 4107585600013",
            "1 failed 7 " + "5e".repeat(16) + " 6 3 completed 4107585600017 report failed 1 chip.read-error",
            "1 cancelled 0 " + "5e".repeat(16) + " 2 0 completed 4107585600019");

    private static final HexFormat HEX = HexFormat.of();

    private TestRecords() {}

    static String newKey() {
        return newStamp() + newStamp();
    }

    static String newStamp() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong());
    }

    static StoredRecord opened() {
        return opened(newKey());
    }

    static StoredRecord opened(String key) {
        return endingAt(key, NOON);
    }

    static StoredRecord endingAt(Instant end) {
        return endingAt(newKey(), end);
    }

    static StoredRecord endingAt(String key, Instant end) {
        return of(key, newStamp(), end);
    }

    private static StoredRecord of(String key, String stamp, Instant end) {
        return new StoredRecord(key, stamp, end, "1 created " + stamp);
    }

    static StoredRecord withStamp(StoredRecord record, String stamp) {
        return new StoredRecord(record.key(), stamp, record.endsAt(), record.body());
    }

    static StoredRecord withBody(StoredRecord record, String body) {
        return new StoredRecord(record.key(), record.stamp(), record.endsAt(), body);
    }

    /** Returns a record that can replace this record. */
    static StoredRecord following(StoredRecord record) {
        return of(record.key(), newStamp(), record.endsAt());
    }

    /** Returns a record that can replace this record, with the longest body. */
    static StoredRecord fullAfter(StoredRecord record) {
        return full(record.key(), newStamp(), record.endsAt());
    }

    /** Returns a record with the longest body, of which every character follows from the stamp. */
    static StoredRecord full(String key, String stamp, Instant end) {
        String turned = new StringBuilder(stamp).reverse().toString();
        return new StoredRecord(
                key, stamp, end, ("1 succeeded " + (stamp + turned).repeat(8)).substring(0, StoredRecord.BODY_LENGTH));
    }

    /** Returns different records that can replace this record. */
    static List<StoredRecord> rivalsAfter(StoredRecord record, int count) {
        return Stream.generate(() -> following(record)).limit(count).toList();
    }

    /** Returns a record that can replace this record, with a number that {@link #number} reads. */
    static StoredRecord numbered(StoredRecord record, int number, int mark) {
        return withBody(following(record), number + " by " + mark);
    }

    static int number(StoredRecord record) {
        return Integer.parseInt(record.body(), 0, record.body().indexOf(' '), 10);
    }

    /** Returns texts that differ from this text in one digit, one for each position. */
    static List<String> oneDigitOff(String hex) {
        return IntStream.range(0, hex.length())
                .mapToObj(position -> {
                    char other = Character.forDigit((Character.digit(hex.charAt(position), 16) + 1) % 16, 16);
                    return hex.substring(0, position) + other + hex.substring(position + 1);
                })
                .toList();
    }
}
