package dev.handoff.internal.token;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Writes and reads non-negative numbers in base 62 with a fixed width: digits, upper case, lower case, the most
 * significant digit first.
 */
public final class Base62 {

    private static final byte[] DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);

    /** The value of every ASCII character as a digit, -1 if it is no digit. */
    private static final byte[] VALUES = values();

    private Base62() {}

    /** Returns this many random digits. */
    public static String random(SecureRandom random, int length) {
        byte[] out = new byte[length];
        for (int i = 0; i < length; i++) {
            out[i] = DIGITS[random.nextInt(DIGITS.length)];
        }
        return new String(out, StandardCharsets.US_ASCII);
    }

    /** Writes the number to {@code out[start, start + width)}. */
    static void write(byte[] out, int start, int width, long value) {
        long rest = value;
        for (int i = start + width - 1; i >= start; i--) {
            out[i] = DIGITS[(int) (rest % 62)];
            rest /= 62;
        }
    }

    /** Returns the number in {@code text[from, to)}, at most ten digits; -1 if a character is no digit. */
    static long parse(String text, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int digit = c < VALUES.length ? VALUES[c] : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * 62 + digit;
        }
        return value;
    }

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (int digit = 0; digit < DIGITS.length; digit++) {
            values[DIGITS[digit]] = (byte) digit;
        }
        return values;
    }
}
