package dev.handoff.json;

import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes and reads the compact form of a payload: the attempt id without its prefix, 64 characters; the token's 32
 * bytes in base64url without padding (RFC 4648, section 5), 43 characters; then the session id, percent-encoded. There
 * is nothing between the parts.
 */
final class CompactForm {

    private static final String PREFIX = "va_";
    // no colon in the first 107 characters, so that a link with another scheme does not match
    private static final Pattern SHAPE =
            Pattern.compile("(?<attempt>[0-9A-Za-z._~-]{64})(?<token>[^:]{43})(?<session>.*)", Pattern.DOTALL);
    // 43 characters hold two bits more than 32 bytes; only with these last characters are the two bits zero
    private static final Pattern TOKEN = Pattern.compile("[0-9A-Za-z_-]{42}[AEIMQUYcgkosw048]");

    private CompactForm() {}

    /**
     * Writes the compact form.
     *
     * @param token the token in hexadecimal
     */
    static String write(String sessionId, String attemptId, String token) {
        return attemptId.substring(PREFIX.length())
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(HexFormat.of().parseHex(token))
                + PercentEncoding.encode(sessionId);
    }

    /** Returns a matcher that matches if the decoded text has this form. The content of the parts is not checked. */
    static Matcher matcher(String text) {
        return SHAPE.matcher(text);
    }

    static String attemptId(Matcher matched) {
        return PREFIX + matched.group("attempt");
    }

    /** Returns the token in hexadecimal; an empty text if it is not the only encoding of 32 bytes. */
    static String token(Matcher matched) {
        String token = matched.group("token");
        return TOKEN.matcher(token).matches()
                ? HexFormat.of().formatHex(Base64.getUrlDecoder().decode(token))
                : "";
    }

    static String sessionId(Matcher matched) {
        return matched.group("session");
    }
}
