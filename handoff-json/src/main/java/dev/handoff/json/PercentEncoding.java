package dev.handoff.json;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Encodes and decodes percent-encoded UTF-8 (RFC 3986, section 2). A plus sign is a plus sign: this is not the encoding
 * of forms.
 */
final class PercentEncoding {

    private static final String UNRESERVED_MARKS = "-._~";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PercentEncoding() {}

    /** Encodes everything but unreserved characters (RFC 3986, section 2.3) as upper-case {@code %XX}. */
    static String encode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder out = new StringBuilder(3 * bytes.length);
        for (byte each : bytes) {
            if (isUnreserved(each)) {
                out.append((char) each);
            } else {
                out.append('%').append(HEX.toHexDigits(each));
            }
        }
        return out.toString();
    }

    /**
     * Decodes a text. Reserved characters that were not encoded stand for themselves, because browsers do not encode
     * some of them. Returns empty for an incomplete triplet, or if the result is not well-formed Unicode.
     */
    static Optional<String> decode(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            ByteArrayOutputStream out = new ByteArrayOutputStream(encoded.remaining());
            while (encoded.hasRemaining()) {
                byte each = encoded.get();
                if (each != '%') {
                    out.write(each);
                } else if (encoded.remaining() >= 2) {
                    int high = hexDigit(encoded.get());
                    int low = hexDigit(encoded.get());
                    if (high < 0 || low < 0) {
                        return Optional.empty();
                    }
                    out.write((high << 4) | low);
                } else {
                    return Optional.empty();
                }
            }
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(out.toByteArray()))
                    .toString());
        } catch (CharacterCodingException illFormed) {
            return Optional.empty();
        }
    }

    private static int hexDigit(byte character) {
        return HexFormat.isHexDigit(character) ? HexFormat.fromHexDigit(character) : -1;
    }

    private static boolean isUnreserved(byte character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || UNRESERVED_MARKS.indexOf(character) >= 0;
    }
}
