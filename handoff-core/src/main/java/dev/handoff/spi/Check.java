package dev.handoff.spi;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the parts of a record are checked for. Messages name the part and never its value. */
final class Check {

    /** By ASCII character: keys are checked in every call, and branches cost more than a look into a table. */
    private static final boolean[] IS_HEX_DIGIT = new boolean[128];

    static {
        "0123456789abcdef".chars().forEach(digit -> IS_HEX_DIGIT[digit] = true);
    }

    private Check() {}

    static void hex(String value, int length, String what) {
        boolean fits = value.length() == length;
        for (int i = 0; fits && i < length; i++) {
            char c = value.charAt(i);
            fits = c < IS_HEX_DIGIT.length && IS_HEX_DIGIT[c];
        }
        if (!fits) {
            throw new IllegalArgumentException(what + " must be " + length + " lower-case hexadecimal characters");
        }
    }

    static void visibleAscii(String value, String what) {
        if (!Limits.canHold(value)) {
            throw new IllegalArgumentException(
                    what + " must be 1 to " + Limits.TEXT_LENGTH + " characters of visible ASCII");
        }
    }

    static void range(long value, long least, long most, String what) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " must be from " + least + " to " + most);
        }
    }

    static void instant(@Nullable Instant value, String what) {
        if (value != null
                && (!Limits.canHold(value)
                        || !Instant.ofEpochMilli(value.toEpochMilli()).equals(value))) {
            throw new IllegalArgumentException(what + " must be whole milliseconds from 1970 to " + Limits.LATEST);
        }
    }
}
