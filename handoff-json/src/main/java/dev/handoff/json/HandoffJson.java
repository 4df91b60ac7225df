package dev.handoff.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.handoff.Handoff;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/**
 * Writes a {@link Handoff} for the page. What it writes holds the token: show it to the session's user only, and
 * neither log it nor put it where a server sees it. Thread-safe.
 */
public final class HandoffJson {

    private static final DateTimeFormatter MILLISECONDS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private HandoffJson() {}

    /**
     * The payload that phones read, without white space and in this order:
     *
     * <pre>{@code
     * {"v":1,"session_id":"…","attempt_id":"va_…","mobile_write_token":"…","expires_at":"2026-01-01T00:05:00.000Z"}
     * }</pre>
     *
     * <p>The instant is in UTC with three digits of a second's fraction (RFC 3339, section 5.6). The same handoff gives
     * the same text.
     */
    public static String payload(Handoff handoff) {
        return JsonNodeFactory.instance
                .objectNode()
                .put(WireNames.VERSION, WireNames.PAYLOAD_VERSION)
                .put(WireNames.SESSION_ID, handoff.sessionId())
                .put(WireNames.ATTEMPT_ID, handoff.attemptId().reveal())
                .put(WireNames.TOKEN, handoff.token().reveal())
                .put(WireNames.EXPIRES_AT, MILLISECONDS.format(handoff.expiresAt()))
                .toString();
    }

    /**
     * A link for the same device, which is the content of the QR code, too: the base, {@code #}, and the
     * {@linkplain #payload payload} with everything but unreserved characters percent-encoded (RFC 3986, section 2).
     * Browsers send no fragment to a server, so that the token gets into no access log.
     *
     * @param base where the link leads, without fragment, for instance {@code https://id.example/phone}; used as given
     * @throws IllegalArgumentException if the base is blank or has a fragment
     */
    public static String link(String base, Handoff handoff) {
        if (base.isBlank() || base.indexOf('#') >= 0) {
            throw new IllegalArgumentException("the base of a link must not be blank and must have no fragment");
        }
        return base + "#" + PercentEncoding.encode(payload(handoff));
    }
}
