package dev.handoff.json;

import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The payload in few characters: 64 of the attempt id, which stands here without its prefix; 43 of the token, which are
 * its 32 bytes in base64url without padding (RFC 4648, section 5); then the session id, percent-encoded. There is
 * nothing between them.
 */
final class CompactForm {

    private static final String PREFIX = "va_";
    // without a colon in the first 107 characters, so that no link of another scheme looks like it
    private static final Pattern SHAPE =
            Pattern.compile("(?<attempt>[0-9A-Za-z._~-]{64})(?<token>[^:]{43})(?<session>.*)", Pattern.DOTALL);
    // 43 characters hold two bits more than 32 bytes; only these last characters leave them zero
    private static final Pattern TOKEN = Pattern.compile("[0-9A-Za-z_-]{42}[AEIMQUYcgkosw048]");

    private CompactForm() {}

    /** @param token in hexadecimal */
    static String write(String sessionId, String attemptId, String token) {
        return attemptId.substring(PREFIX.length())
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(HexFormat.of().parseHex(token))
                + PercentEncoding.encode(sessionId);
    }

    /** Matches where the text, decoded, has this form; what its parts hold is not checked. */
    static Matcher matcher(String text) {
        return SHAPE.matcher(text);
    }

    static String attemptId(Matcher matched) {
        return PREFIX + matched.group("attempt");
    }

    /** In hexadecimal; empty if it is not the one encoding of 32 bytes. */
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
