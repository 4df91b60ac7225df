package dev.handoff.internal.keys;

import java.nio.charset.StandardCharsets;

/** Text from outside: what is accepted of it, and its one encoding for digests and MACs. */
public final class Text {

    /** The longest id, token or namespace in bytes of UTF-8. */
    public static final int MAX_BYTES = 256;

    private static final int MAX_FIELD_BYTES = 0xFFFF;

    private Text() {}

    /** Whether this is well-formed Unicode of at most {@link #MAX_BYTES} bytes in UTF-8. */
    public static boolean isEncodable(String text) {
        int length = encodedLength(text);
        return length >= 0 && length <= MAX_BYTES;
    }

    /** Whether this can be a session id: {@linkplain #isEncodable encodable} and not blank. */
    public static boolean isId(String text) {
        return isShortVisibleAscii(text)
                || (isEncodable(text) && !text.codePoints().allMatch(Text::isSpace));
    }

    /** Whether each of these can be a credential: an id without outer white space and without control characters. */
    public static boolean areCredentials(String... texts) {
        for (String text : texts) {
            if (!isCredential(text)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCredential(String text) {
        return isShortVisibleAscii(text)
                || (isId(text)
                        && !isSpace(text.codePointAt(0))
                        && !isSpace(text.codePointBefore(text.length()))
                        && text.chars().noneMatch(Character::isISOControl));
    }

    /**
     * A label, a zero byte, then every field with its length in 16 bits before it: no two different lists of fields
     * give the same bytes.
     *
     * @throws IllegalArgumentException if a field is ill-formed Unicode or over 65,535 bytes
     */
    public static byte[] fields(String label, String... fields) {
        int length = label.length() + 1;
        for (String field : fields) {
            int encoded = encodedLength(field);
            if (encoded < 0 || encoded > MAX_FIELD_BYTES) {
                throw new IllegalArgumentException("a field is ill-formed Unicode or too long");
            }
            length += 2 + encoded;
        }
        byte[] out = new byte[length];
        int end = append(out, 0, label.getBytes(StandardCharsets.US_ASCII)) + 1;
        for (String field : fields) {
            byte[] encoded = field.getBytes(StandardCharsets.UTF_8);
            out[end] = (byte) (encoded.length >>> 8);
            out[end + 1] = (byte) encoded.length;
            end = append(out, end + 2, encoded);
        }
        return out;
    }

    private static int append(byte[] out, int start, byte[] bytes) {
        System.arraycopy(bytes, 0, out, start, bytes.length);
        return start + bytes.length;
    }

    /** What nearly every text is, and can be told of without encoding it. */
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

    /** In bytes of UTF-8; -1 for an unpaired surrogate, which {@code getBytes} would turn into a question mark. */
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
