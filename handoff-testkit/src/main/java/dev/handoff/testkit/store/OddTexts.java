package dev.handoff.testkit.store;

import dev.handoff.spi.StoredRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Texts that engines, codecs and query languages are known to change or to compare wrongly. */
final class OddTexts {

    private static final String ALL =
            IntStream.rangeClosed(' ', '~').mapToObj(Character::toString).collect(Collectors.joining());

    /** Some engines cut, double, fold or join repetitions of these characters. */
    private static final List<String> RUNS = List.of(" ", "'", "\"", "\\", "%", "0", ".", "`", "$", "{", "A", "~");

    private static final String VALUES = "null NULL nil None undefined \\N \\0 \\n \\u0041 %s%n %41 100% _ ' '' \" \"\""
            + " ';-- /* # ? ?1 :x $1 $$ ${x} #{x} {} {{x}} [] - -- 0 007 +1 -0 1.0 1.50 1e3 1E400 0x1F NaN Infinity true"
            + " false &amp; &#65; <![CDATA[ a,b;c|d=e&f:g\\/h YWJj deadbeef 2026-03-01 i I";

    private OddTexts() {}

    /** Returns bodies that are similar to their predecessors, so that a folding comparison takes two for equal. */
    static List<String> bodies() {
        List<String> bodies = new ArrayList<>(TestRecords.STATES);
        bodies.addAll(List.of(ALL, ALL.toLowerCase(Locale.ROOT), ALL.toUpperCase(Locale.ROOT)));
        for (String value : VALUES.split(" ", -1)) {
            bodies.addAll(List.of(value, " " + value + " "));
        }
        for (String character : RUNS) {
            for (int length : List.of(1, 2, 3, StoredRecord.BODY_LENGTH)) {
                bodies.add(character.repeat(length));
            }
            bodies.addAll(List.of("1" + character, character + "1", "1" + character.repeat(2) + "1"));
        }
        for (int power = 2; power <= StoredRecord.BODY_LENGTH; power *= 2) {
            for (int length : List.of(power - 1, power, power + 1)) {
                bodies.add(ALL.repeat(6).substring(0, Math.min(length, StoredRecord.BODY_LENGTH)));
            }
        }
        return bodies;
    }

    /** Returns two different hexadecimal texts with the same {@link String#hashCode()}. */
    static List<String> withEqualHash(int length) {
        Map<Integer, String> byHash = new HashMap<>();
        String found = null;
        String text = "";
        while (found == null) {
            text = TestRecords.newKey().substring(0, length);
            found = byHash.putIfAbsent(text.hashCode(), text);
        }
        return List.of(found, text);
    }

    /** Returns this text and texts of the same digits in another order, which have the same sum of digits. */
    static List<String> sameDigits(String hex) {
        int half = hex.length() / 2;
        return List.of(
                hex,
                new StringBuilder(hex).reverse().toString(),
                hex.substring(half) + hex.substring(0, half),
                hex.substring(1) + hex.charAt(0));
    }

    /** Returns different texts that are equal, too large or zero when a store reads them as numbers. */
    static List<String> likeNumbers(int length) {
        String zeros = "0".repeat(length);
        return List.of(
                zeros,
                "f".repeat(length),
                zeros.substring(1) + "1",
                "1" + zeros.substring(1),
                "1" + zeros.substring(2) + "1",
                zeros.substring(3) + "0e5",
                zeros.substring(3) + "0e6",
                zeros.substring(3) + "1e2",
                zeros.substring(3) + "100",
                zeros.substring(2) + "1f",
                zeros.substring(2) + "1d",
                "1e" + "9".repeat(length - 2),
                "2e" + "9".repeat(length - 2));
    }
}
