package dev.handoff.json;

import dev.handoff.json.ParsedPayload.Refused;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads payloads, for clients in Java: what a phone scanned or was opened with. Guarantees that a payload is
 * well-formed and not long expired; not that it is authentic, which only the host can tell. Thread-safe if the clock
 * is.
 */
public final class PayloadParser {

    /** The longest text that is read, in {@code char}s before any decoding; one more is {@code TOO_LONG}. */
    public static final int MAX_LENGTH = 4_096;

    /** How far past its expiry a payload is still taken, as the phone's clock may be ahead: the host decides. */
    public static final Duration EXPIRY_TOLERANCE = Duration.ofSeconds(30);

    private static final String SCHEME_NAME = "[A-Za-z][A-Za-z0-9+.-]*";
    private static final Pattern SCHEME = Pattern.compile("(" + SCHEME_NAME + "):(?://)?");
    // the host must end here, else it would be the user of another host: http://localhost:80@other.example
    private static final Pattern LINK = Pattern.compile(
            "https://|http://(?:localhost|127\\.0\\.0\\.1|\\[::1])(?::[0-9]*)?(?=[/?#]|$)", Pattern.CASE_INSENSITIVE);
    private static final Pattern ATTEMPT_ID = Pattern.compile("va_[0-9A-Za-z]{64}");
    private static final Pattern TOKEN = Pattern.compile("[0-9a-f]{64}");
    // stricter than Instant.parse, which takes offsets, lower case and years beyond 9999
    private static final Pattern UTC_INSTANT =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,9})?Z");

    private final String scheme;
    private final InstantSource clock;

    /**
     * A parser for one app.
     *
     * @param scheme the app's own, without colon (RFC 3986, section 3.1), for instance {@code kayle}; upper and lower
     *     case are the same
     * @param clock the phone's; read once for every payload that is well-formed
     * @throws IllegalArgumentException if that is not a scheme
     */
    public PayloadParser(String scheme, InstantSource clock) {
        if (!scheme.matches(SCHEME_NAME)) {
            throw new IllegalArgumentException("scheme must be a letter, then letters, digits, '+', '-' or '.'");
        }
        this.scheme = scheme.toLowerCase(Locale.ROOT);
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * The payload in this text, or why it has none that can be used. It may stand there, with white space around it,
     *
     * <ul>
     *   <li>as JSON;
     *   <li>as percent-encoded JSON (RFC 3986, section 2; a plus sign is a plus sign);
     *   <li>as percent-encoded JSON in the fragment of an https link to any host; or of an http link, if its host is
     *       {@code localhost}, {@code 127.0.0.1} or {@code [::1]}, which is how demos run;
     *   <li>as either kind of JSON behind the app's scheme: {@code scheme:} or {@code scheme://}.
     * </ul>
     *
     * <p>Fields that nobody knows are ignored. The version comes before every other field, so that what a later version
     * changes is an {@link PayloadRefusal#UNSUPPORTED_VERSION}. The expiry is an instant in UTC, {@code …Z}, with up to
     * nine digits of a second's fraction or none. It is {@link PayloadRefusal#EXPIRED} when now is after expiry and
     * {@link #EXPIRY_TOLERANCE}: to the millisecond, at expiry and 30.000 s a payload is taken, at 30.001 s no more.
     */
    public ParsedPayload parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return new Refused(PayloadRefusal.TOO_LONG);
        }
        String carrier = text.strip();
        if (LINK.matcher(carrier).lookingAt()) {
            int hash = carrier.indexOf('#');
            return hash < 0 ? new Refused(PayloadRefusal.MALFORMED) : decoded(carrier.substring(hash + 1));
        }
        Matcher prefix = SCHEME.matcher(carrier);
        if (!prefix.lookingAt()) {
            return plainOrEncoded(carrier);
        }
        return prefix.group(1).toLowerCase(Locale.ROOT).equals(scheme)
                ? plainOrEncoded(carrier.substring(prefix.end()).strip())
                : new Refused(PayloadRefusal.FOREIGN_SCHEME);
    }

    private ParsedPayload plainOrEncoded(String text) {
        // a percent sign within plain JSON means itself
        return text.startsWith("{") ? plain(text) : decoded(text);
    }

    private ParsedPayload decoded(String text) {
        return PercentEncoding.decode(text).map(this::plain).orElseGet(() -> new Refused(PayloadRefusal.MALFORMED));
    }

    private ParsedPayload plain(String json) {
        return StrictObject.read(json).map(this::payload).orElseGet(() -> new Refused(PayloadRefusal.MALFORMED));
    }

    private ParsedPayload payload(StrictObject object) {
        if (object.has(WireNames.VERSION) && !object.isInteger(WireNames.VERSION, WireNames.PAYLOAD_VERSION)) {
            return new Refused(PayloadRefusal.UNSUPPORTED_VERSION);
        }
        if (!object.hasAll(
                WireNames.VERSION, WireNames.SESSION_ID, WireNames.ATTEMPT_ID, WireNames.TOKEN, WireNames.EXPIRES_AT)) {
            return new Refused(PayloadRefusal.MISSING_FIELD);
        }
        String sessionId = object.text(WireNames.SESSION_ID);
        String attemptId = object.text(WireNames.ATTEMPT_ID);
        String token = object.text(WireNames.TOKEN);
        String expiresAt = object.text(WireNames.EXPIRES_AT);
        if (sessionId == null || attemptId == null || token == null || expiresAt == null) {
            return new Refused(PayloadRefusal.MALFORMED);
        }
        return payload(sessionId, attemptId, token, expiresAt);
    }

    private ParsedPayload payload(String sessionId, String attemptId, String token, String expiresAt) {
        if (sessionId.isBlank()) {
            return new Refused(PayloadRefusal.MISSING_FIELD);
        }
        if (!ATTEMPT_ID.matcher(attemptId).matches()) {
            return new Refused(PayloadRefusal.INVALID_ATTEMPT_ID);
        }
        if (!TOKEN.matcher(token).matches()) {
            return new Refused(PayloadRefusal.INVALID_TOKEN);
        }
        return instant(expiresAt)
                .map(expiry -> clock.instant().isAfter(expiry.plus(EXPIRY_TOLERANCE))
                        ? new Refused(PayloadRefusal.EXPIRED)
                        : new PhonePayload(sessionId, attemptId, token, expiry))
                .orElseGet(() -> new Refused(PayloadRefusal.MALFORMED));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return UTC_INSTANT.matcher(text).matches() ? Optional.of(Instant.parse(text)) : Optional.empty();
        } catch (DateTimeException noSuchMoment) {
            return Optional.empty();
        }
    }
}
