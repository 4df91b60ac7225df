package dev.handoff.internal.keys;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Text from outside: what is accepted of it, and its one encoding for digests and MACs. */
public final class Text {

    /** The longest id, token or namespace in bytes of UTF-8. */
    public static final int MAX_BYTES = 256;

    private Text() {}

    /** Whether this is well-formed Unicode of at most {@link #MAX_BYTES} bytes in UTF-8. */
    public static boolean isEncodable(String text) {
        // a char takes one to three bytes: most texts need no encoding to be judged
        if (text.length() > MAX_BYTES) {
            return false;
        }
        byte[] encoded = encode(text);
        return encoded != null && encoded.length <= MAX_BYTES;
    }

    /** Whether this can be a session id: {@linkplain #isEncodable encodable} and not blank. */
    public static boolean isId(String text) {
        return isEncodable(text) && !text.codePoints().allMatch(Text::isSpace);
    }

    /** Whether this can be a credential: an id without outer white space and without control characters. */
    public static boolean isCredential(String text) {
        return isId(text)
                && !isSpace(text.codePointAt(0))
                && !isSpace(text.codePointBefore(text.length()))
                && text.chars().noneMatch(Character::isISOControl);
    }

    /**
     * A label, a zero byte, then every field with its length in 16 bits before it: no two different lists of fields
     * give the same bytes.
     *
     * @throws IllegalArgumentException if a field is ill-formed Unicode or over 65,535 bytes
     */
    public static byte[] fields(String label, String... fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(192);
        out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        out.write(0);
        for (String field : fields) {
            byte[] encoded = encode(field);
            if (encoded == null || encoded.length > 0xFFFF) {
                throw new IllegalArgumentException("a field is ill-formed Unicode or too long");
            }
            out.write(encoded.length >>> 8);
            out.write(encoded.length);
            out.writeBytes(encoded);
        }
        return out.toByteArray();
    }

    private static boolean isSpace(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    }

    /** Strict UTF-8; null for an unpaired surrogate, which {@code getBytes} would turn into a question mark. */
    private static byte @Nullable [] encode(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8
                    .newEncoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException unpairedSurrogate) {
            return null;
        }
    }
}
