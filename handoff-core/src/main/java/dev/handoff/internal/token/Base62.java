package dev.handoff.internal.token;

/** Fixed-width base 62 of non-negative numbers: digits, upper case, lower case, most significant first. */
final class Base62 {

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private Base62() {}

    static void append(StringBuilder out, long value, int width) {
        int start = out.length();
        out.setLength(start + width);
        long rest = value;
        for (int i = start + width - 1; i >= start; i--) {
            out.setCharAt(i, DIGITS.charAt((int) (rest % 62)));
            rest /= 62;
        }
    }

    /** The number in {@code text[from, to)}, at most ten digits; -1 if one of them is no digit. */
    static long parse(String text, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = digit(text.charAt(i));
            if (digit < 0) {
                return -1;
            }
            value = value * 62 + digit;
        }
        return value;
    }

    private static int digit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        if (c >= 'A' && c <= 'Z') {
            return c - 'A' + 10;
        }
        return c >= 'a' && c <= 'z' ? c - 'a' + 36 : -1;
    }
}
