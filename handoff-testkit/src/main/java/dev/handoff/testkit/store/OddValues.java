package dev.handoff.testkit.store;

import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.Limits;
import dev.handoff.spi.MintedAttempt;
import dev.handoff.spi.Outcome;
import dev.handoff.spi.OutcomeReport;
import dev.handoff.spi.Progress;
import dev.handoff.spi.RecordState;
import dev.handoff.spi.SessionTerms;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Values that engines, codecs and query languages are known to take for something else. */
final class OddValues {

    private static final String PRINTABLE =
            IntStream.rangeClosed('!', '~').mapToObj(Character::toString).collect(Collectors.joining());
    private static final long LATEST = Limits.LATEST.toEpochMilli();

    private OddValues() {}

    static List<String> texts() {
        int half = PRINTABLE.length() / 2;
        List<String> texts = new ArrayList<>(List.of(PRINTABLE.substring(0, half), PRINTABLE.substring(half)));
        texts.addAll(
                List.of(("ABC abc I i x. x.. null NULL nil None undefined \\N \\0 \\u0041 %s%n %41 100% _ ' '' \" \"\" "
                                + "';-- /* # ? :x $1 ${x} #{x} {} [] - -- 0 007 +1 -0 1.0 1e3 0x1F NaN Infinity "
                                + "true false &amp; &#65; <![CDATA[ a,b;c|d=e&f:g\\/h YWJj deadbeef 2026-03-01")
                        .split(" ")));
        for (int length = 1; length <= Limits.TEXT_LENGTH; length++) {
            texts.add("x".repeat(length));
        }
        for (String character : List.of("A", "'", "\\", "\"", "%", "&", "~")) {
            texts.add(character.repeat(Limits.TEXT_LENGTH));
        }
        return texts;
    }

    /** Texts that can be failure codes. */
    static List<String> failureCodes() {
        return texts().stream().filter(Outcome::isFailureCode).toList();
    }

    /**
     * Records that hold, in every part that is a number or an instant, one after another: every power of two, its
     * neighbours, and the ends of the range. They show columns that are too narrow, signed, or of floating point.
     */
    static List<HandoffRecord> numbers() {
        int count = numbersUpTo(Long.MAX_VALUE).size();
        List<HandoffRecord> records = new ArrayList<>();
        for (int i = 0; i < 2 * count; i++) {
            records.add(ofNumbers(i));
        }
        return records;
    }

    private static HandoffRecord ofNumbers(int i) {
        int attempt = i % 2 == 0 ? (int) pick(Limits.MAX_ATTEMPT, i / 2) : 1;
        int spentThrough = i % 2 == 0 ? Limits.MAX_ATTEMPT : (int) pick(Limits.MAX_ATTEMPT, i / 2);
        // other offsets for other parts, so that no part can pass for another
        OutcomeReport report = new OutcomeReport(Outcome.succeeded(), instant(i));
        Claim claim = new Claim(
                attempt, "device", instant(i + 30), pick(Long.MAX_VALUE, i), i % 3 == 0, spentThrough, report);
        return new HandoffRecord(
                TestRecords.stamp(TestRecords.newKey(), pick(Limits.MAX_VERSION - 1, i + 5)),
                new SessionTerms((int) pick(Limits.MAX_KEY_ID, i + 9), instant(i + 60)),
                new Progress(RecordState.IN_PROGRESS, (int) pick(Integer.MAX_VALUE, i + 13), instant(i + 90)),
                new MintedAttempt((int) pick(Limits.MAX_ATTEMPT, i + 17), instant(i + 100), instant(i + 110)),
                claim);
    }

    private static Instant instant(int i) {
        return Instant.ofEpochMilli(pick(LATEST, i));
    }

    private static long pick(long most, int i) {
        List<Long> numbers = numbersUpTo(most);
        return numbers.get(i % numbers.size());
    }

    private static List<Long> numbersUpTo(long most) {
        List<Long> numbers = new ArrayList<>(List.of(most - 1, most));
        for (int bit = 0; bit < Long.SIZE - 1; bit++) {
            long power = 1L << bit;
            LongStream.rangeClosed(power - 1, power + 1)
                    .filter(number -> number >= 1 && number <= most)
                    .forEach(numbers::add);
        }
        return numbers;
    }

    /** Two different hexadecimal texts with the same {@link String#hashCode()}. */
    static List<String> withEqualHash(int length) {
        Map<Integer, String> byHash = new HashMap<>();
        SplittableRandom random = new SplittableRandom();
        String found = null;
        String text = "";
        while (found == null) {
            StringBuilder digits = new StringBuilder(length);
            while (digits.length() < length) {
                digits.append(Character.forDigit(random.nextInt(16), 16));
            }
            text = digits.toString();
            found = byHash.putIfAbsent(text.hashCode(), text);
        }
        return List.of(found, text);
    }

    /** Texts of the same digits as this one, in another order, and this one: for digests that are mere sums. */
    static List<String> sameDigits(String hex) {
        int half = hex.length() / 2;
        return List.of(
                hex,
                new StringBuilder(hex).reverse().toString(),
                hex.substring(half) + hex.substring(0, half),
                hex.substring(1) + hex.charAt(0));
    }

    /** All texts that differ from this one in one digit. */
    static List<String> oneDigitOff(String hex) {
        return IntStream.range(0, hex.length())
                .mapToObj(position -> {
                    char other = Character.forDigit((Character.digit(hex.charAt(position), 16) + 1) % 16, 16);
                    return hex.substring(0, position) + other + hex.substring(position + 1);
                })
                .toList();
    }
}
