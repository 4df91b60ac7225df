package dev.handoff.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.handoff.Handoff;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Writes a {@link Handoff} for the page, in forms that {@link PayloadParser} reads. The text holds the token: show it
 * to the session's user only, do not log it, and do not put it where a server can see it. Thread-safe.
 */
public final class HandoffJson {

    private static final DateTimeFormatter MILLISECONDS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);
    private static final Pattern APP_SCHEME =
            Pattern.compile("(?!https?:)[a-z][a-z0-9+.-]*:/{0,3}", Pattern.CASE_INSENSITIVE);

    private HandoffJson() {}

    /**
     * Returns the payload as JSON, without white space and in this order:
     *
     * <pre>{@code
     * {"v":1,"session_id":"…","attempt_id":"va_…","mobile_write_token":"…","expires_at":"2026-01-01T00:05:00.000Z"}
     * }</pre>
     *
     * <p>{@code expires_at} has the form of {@link #instant}. The same handoff always gives the same text.
     */
    public static String payload(Handoff handoff) {
        return payload(
                handoff.sessionId(),
                handoff.attemptId().reveal(),
                handoff.token().reveal(),
                instant(handoff.expiresAt()));
    }

    static String payload(String sessionId, String attemptId, String token, String expiresAt) {
        return JsonNodeFactory.instance
                .objectNode()
                .put(WireNames.VERSION, WireNames.PAYLOAD_VERSION)
                .put(WireNames.SESSION_ID, sessionId)
                .put(WireNames.ATTEMPT_ID, attemptId)
                .put(WireNames.TOKEN, token)
                .put(WireNames.EXPIRES_AT, expiresAt)
                .toString();
    }

    /**
     * Returns the payload in its compact form, for QR codes and links: 64 characters of the attempt id, without
     * {@code va_}; 43 characters of the token, its 32 bytes in base64url without padding (RFC 4648, section 5); then
     * the session id in UTF-8, with everything but unreserved characters percent-encoded (RFC 3986, section 2). There
     * is nothing between the parts. The compact form has no expiry: the host's refusal shows the phone that the token
     * has expired.
     */
    public static String compact(Handoff handoff) {
        return CompactForm.write(
                handoff.sessionId(),
                handoff.attemptId().reveal(),
                handoff.token().reveal());
    }

    /**
     * Returns a link with the {@linkplain #compact compact form}, for the QR code and for the same device. After a web
     * address the compact form is the fragment, after {@code #}: browsers send no fragment to a server, so the token
     * gets into no access log. After an app's own scheme the compact form follows directly.
     *
     * <p>With a base of 37 characters and a session id of 67 unreserved characters, the link has 212 bytes and fits a
     * QR code of version 10 at level M (ISO/IEC 18004), which holds 213 bytes.
     *
     * @param base the start of the link, used unchanged: an https address without fragment, for instance
     *     {@code https://id.example/phone}; an http address of {@code localhost}, {@code 127.0.0.1} or {@code [::1]};
     *     or a scheme with its colon and none to three slashes, for instance {@code kayle:}
     * @throws IllegalArgumentException if the base has another form, or the link would be longer than
     *     {@link PayloadParser#MAX_LENGTH}, so that no parser would read it
     */
    public static String phoneLink(String base, Handoff handoff) {
        boolean isAddress = PayloadParser.ADDRESS.matcher(base).lookingAt() && base.indexOf('#') < 0;
        if (!isAddress && !APP_SCHEME.matcher(base).matches()) {
            throw new IllegalArgumentException(
                    "the base must be an https address without fragment, or a scheme with its colon");
        }
        String link = base + (isAddress ? "#" : "") + compact(handoff);
        if (link.length() > PayloadParser.MAX_LENGTH) {
            throw new IllegalArgumentException("the link has " + link.length() + " characters, and may have "
                    + PayloadParser.MAX_LENGTH + ": use a shorter base");
        }
        return link;
    }

    /**
     * Returns an instant as payload and status show it: in UTC with three digits of a second's fraction (RFC 3339,
     * section 5.6).
     */
    public static String instant(Instant instant) {
        return MILLISECONDS.format(instant);
    }
}
