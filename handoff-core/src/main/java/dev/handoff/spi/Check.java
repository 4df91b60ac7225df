package dev.handoff.spi;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the parts of a record are checked for. Messages name the part and never its value. */
final class Check {

    private Check() {}

    static void hex(String value, int length, String what) {
        boolean fits = value.length() == length;
        for (int i = 0; fits && i < length; i++) {
            char c = value.charAt(i);
            fits = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        }
        if (!fits) {
            throw new IllegalArgumentException(what + " must be " + length + " lower-case hexadecimal characters");
        }
    }

    static void visibleAscii(String value, String what) {
        boolean fits = !value.isEmpty() && value.length() <= Limits.TEXT_LENGTH;
        for (int i = 0; fits && i < value.length(); i++) {
            char c = value.charAt(i);
            fits = c > ' ' && c <= '~';
        }
        if (!fits) {
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
