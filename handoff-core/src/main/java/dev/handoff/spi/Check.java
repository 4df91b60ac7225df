package dev.handoff.spi;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What the parts of a record have in common: the ranges that stores must be able to hold. */
final class Check {

    private static final long LATEST_MILLI = (1L << 42) - 1;

    private Check() {}

    static void hex(String value, int length, String what) {
        boolean fits = value.length() == length;
        for (int i = 0; fits && i < length; i++) {
            char c = value.charAt(i);
            fits = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        }
        require(fits, what + " must be " + length + " lower-case hexadecimal characters");
    }

    static void visibleAscii(String value, int longest, String what) {
        boolean fits = !value.isEmpty() && value.length() <= longest;
        for (int i = 0; fits && i < value.length(); i++) {
            char c = value.charAt(i);
            fits = c > ' ' && c <= '~';
        }
        require(fits, what + " must be 1 to " + longest + " characters of visible ASCII");
    }

    static void range(long value, long least, long most, String what) {
        require(value >= least && value <= most, what + " must be from " + least + " to " + most);
    }

    static void instant(Instant value, String what) {
        require(value.equals(value.truncatedTo(ChronoUnit.MILLIS)), what + " must be whole milliseconds");
        range(value.toEpochMilli(), 0, LATEST_MILLI, what + " in epoch milliseconds");
    }

    static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
