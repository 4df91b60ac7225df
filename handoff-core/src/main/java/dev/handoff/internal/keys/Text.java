package dev.handoff.internal.keys;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Checks texts from outside, and encodes them for digests and MACs. */
public final class Text {

    /** The most bytes of an id, token or namespace in UTF-8. */
    public static final int MAX_BYTES = 256;

    private Text() {}

    /** Returns a text in UTF-8; null if it is ill-formed Unicode, or longer than {@link #MAX_BYTES}. */
    public static byte @Nullable [] encode(String text) {
        if (isShortVisibleAscii(text)) {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
        int length = encodedLength(text);
        return length >= 0 && length <= MAX_BYTES ? text.getBytes(StandardCharsets.UTF_8) : null;
    }

    /** Returns a session id in UTF-8; null if it is blank, ill-formed Unicode, or longer than {@link #MAX_BYTES}. */
    public static byte @Nullable [] encodeId(String text) {
        return isBlank(text) ? null : encode(text);
    }

    /**
     * Checks whether a text can be a credential: a text that can be a session id, without white space at its ends and
     * without control characters.
     */
    public static boolean isCredential(String text) {
        return isShortVisibleAscii(text)
                || (encodeId(text) != null
                        && !isSpace(text.codePointAt(0))
                        && !isSpace(text.codePointBefore(text.length()))
                        && text.chars().noneMatch(Character::isISOControl));
    }

    /**
     * Returns every field with its length in 16 bits before it, so that two different lists of fields never give the
     * same bytes.
     *
     * @param fields each of 65,535 bytes at most
     */
    public static byte[] fields(byte[]... fields) {
        int length = 0;
        for (byte[] field : fields) {
            length += 2 + field.length;
        }
        byte[] out = new byte[length];
        int end = 0;
        for (byte[] field : fields) {
            out[end] = (byte) (field.length >>> 8);
            out[end + 1] = (byte) field.length;
            System.arraycopy(field, 0, out, end + 2, field.length);
            end += 2 + field.length;
        }
        return out;
    }

    /**
     * Returns a label, a zero byte and the {@link #fields}, so that a value under one label can't pass as a value under
     * another label.
     */
    public static byte[] labelled(String label, byte[]... fields) {
        byte[] start = (label + '\0').getBytes(StandardCharsets.US_ASCII);
        byte[] rest = fields(fields);
        byte[] out = Arrays.copyOf(start, start.length + rest.length);
        System.arraycopy(rest, 0, out, start.length, rest.length);
        return out;
    }

    private static boolean isBlank(String text) {
        int i = 0;
        while (i < text.length() && isSpace(text.codePointAt(i))) {
            i += Character.charCount(text.codePointAt(i));
        }
        return i == text.length();
    }

    /**
     * Checks whether a text is short visible ASCII, as nearly every text is; such a text need not be encoded to be
     * checked.
     */
    private static boolean isShortVisibleAscii(String text) {
        int length = text.length();
        boolean fits = length > 0 && length <= MAX_BYTES;
        for (int i = 0; fits && i < length; i++) {
            char c = text.charAt(i);
            fits = c > ' ' && c <= '~';
        }
        return fits;
    }

    private static boolean isSpace(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    }

    /**
     * Returns the length in bytes of UTF-8; -1 for an unpaired surrogate, which {@code getBytes} would replace by a
     * question mark.
     */
    private static int encodedLength(String text) {
        int chars = text.length();
        int bytes = chars;
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                continue;
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c) || i + 1 == chars || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return -1;
                }
                // a pair of chars takes four bytes
                i++;
                bytes += 2;
            } else {
                bytes += c < 0x800 ? 1 : 2;
            }
        }
        return bytes;
    }
}
