package dev.handoff.json;

import dev.handoff.HandoffService;
import dev.handoff.json.ParsedPayload.InvalidPayload;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads payloads that a phone scanned or was opened with, for clients in Java. A payload that {@link #parse} returns is
 * well-formed, and has not expired if it has an expiry. Only the host can check whether it is authentic. Thread-safe if
 * the clock is.
 */
public final class PayloadParser {

    /** The most {@code char}s of a text, before any decoding; one more is {@code TOO_LONG}. */
    public static final int MAX_LENGTH = 4_096;

    /**
     * How long after its expiry a payload is still accepted, because the phone's clock may be ahead; the host decides.
     */
    public static final Duration EXPIRY_TOLERANCE = Duration.ofSeconds(30);

    private static final String SCHEME_NAME = "[A-Za-z][A-Za-z0-9+.-]*";
    private static final Pattern SCHEME = Pattern.compile("(" + SCHEME_NAME + "):/{0,3}");
    // the host name must end here, because in http://localhost:80@other it would be the user of another host
    static final Pattern ADDRESS = Pattern.compile(
            "https://|http://(?:localhost|127\\.0\\.0\\.1|\\[::1])(?::[0-9]*)?(?=[/?#]|$)", Pattern.CASE_INSENSITIVE);
    private static final Pattern ATTEMPT_ID = Pattern.compile("va_[0-9A-Za-z]{64}");
    private static final Pattern TOKEN = Pattern.compile("[0-9a-f]{64}");
    // stricter than Instant.parse, which accepts offsets, lower case, hour 24 and years after 9999
    private static final Pattern UTC_INSTANT =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T(?!24)[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,9})?Z");

    private final String scheme;
    private final InstantSource clock;

    /**
     * Makes a parser for one app.
     *
     * @param scheme the app's own scheme, without colon (RFC 3986, section 3.1), for instance {@code kayle}; case does
     *     not matter
     * @param clock the phone's clock; {@link #parse} reads it once for every well-formed payload that has an expiry
     * @throws IllegalArgumentException if the scheme is malformed
     */
    public PayloadParser(String scheme, InstantSource clock) {
        if (!scheme.matches(SCHEME_NAME)) {
            throw new IllegalArgumentException(
                    "scheme must be a letter, then letters, digits, '+', '-' or '.', without colon, and not " + scheme);
        }
        this.scheme = scheme.toLowerCase(Locale.ROOT);
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * Reads the payload in a text. A payload is one JSON object, or has the compact form ({@link HandoffJson#compact}).
     * Either may be percent-encoded (RFC 3986, section 2; a plus sign is a plus sign). The payload may stand
     *
     * <ul>
     *   <li>alone;
     *   <li>in the fragment of an https link to any host, or of an http link to {@code localhost}, {@code 127.0.0.1} or
     *       {@code [::1]}, as demos use;
     *   <li>after the app's scheme: {@code scheme:} with none to three slashes.
     * </ul>
     *
     * <p>White space, other blanks such as the no-break space, and invisible characters (Unicode's categories Z and Cf:
     * a byte order mark, zero-width spaces, marks of direction) may stand around the whole text, and in a link before
     * the payload. If they are percent-encoded, they may stand before a payload and after JSON; after the compact form
     * they are a part of the session id.
     *
     * <p>Percent signs are not decoded in JSON that starts with its brace, and are decoded everywhere else.
     *
     * <p>Unknown fields are ignored. The version is checked before every other field, so that a payload of a later
     * version is an {@link PayloadRefusal#UNSUPPORTED_VERSION}. The expiry is an instant in UTC, {@code …Z}, with up to
     * nine digits of a second's fraction or none. The payload is {@link PayloadRefusal#EXPIRED} if now is later than
     * the expiry plus {@link #EXPIRY_TOLERANCE}: at 30.000 s after the expiry it is accepted, at 30.001 s it is not.
     * The compact form has neither version nor expiry.
     */
    public ParsedPayload parse(String text) {
        ParsedPayload parsed = parseStored(text);
        return parsed instanceof PhonePayload payload && isExpired(payload)
                ? new InvalidPayload(PayloadRefusal.EXPIRED)
                : parsed;
    }

    /**
     * Reads a payload that the app stored, to resume after the app was killed: as {@link #parse} does, but never
     * returns {@link PayloadRefusal#EXPIRED}. A phone that said hello can resume after the expiry; only a hello needs a
     * payload that has not expired.
     *
     * @param text {@link PhonePayload#text}, or the scanned text in any form
     */
    public ParsedPayload parseStored(String text) {
        if (text.length() > MAX_LENGTH) {
            return new InvalidPayload(PayloadRefusal.TOO_LONG);
        }
        String carrier = Blanks.strip(text);
        if (ADDRESS.matcher(carrier).lookingAt()) {
            int hash = carrier.indexOf('#');
            return hash < 0 ? new InvalidPayload(PayloadRefusal.MALFORMED) : decoded(carrier.substring(hash + 1));
        }
        Matcher prefix = SCHEME.matcher(carrier);
        if (!prefix.lookingAt()) {
            return plainOrEncoded(carrier);
        }
        if (prefix.group(1).toLowerCase(Locale.ROOT).equals(scheme)) {
            return plainOrEncoded(Blanks.strip(carrier.substring(prefix.end())));
        }
        // other writers may not encode a colon in the session id
        return CompactForm.matcher(carrier).matches()
                ? decoded(carrier)
                : new InvalidPayload(PayloadRefusal.FOREIGN_SCHEME);
    }

    private ParsedPayload plainOrEncoded(String text) {
        return text.startsWith("{") ? json(text) : decoded(text);
    }

    private ParsedPayload decoded(String encoded) {
        return PercentEncoding.decode(encoded)
                .map(this::compactOrJson)
                .orElseGet(() -> new InvalidPayload(PayloadRefusal.MALFORMED));
    }

    private ParsedPayload compactOrJson(String text) {
        Matcher compact = CompactForm.matcher(Blanks.stripLeading(text));
        return compact.matches()
                ? payload(
                        CompactForm.sessionId(compact),
                        CompactForm.attemptId(compact),
                        CompactForm.token(compact),
                        null)
                : json(Blanks.strip(text));
    }

    private ParsedPayload json(String text) {
        return StrictObject.read(text).map(this::payload).orElseGet(() -> new InvalidPayload(PayloadRefusal.MALFORMED));
    }

    private ParsedPayload payload(StrictObject object) {
        if (object.has(WireNames.VERSION)
                && object.integer(WireNames.VERSION).orElse(-1) != WireNames.PAYLOAD_VERSION) {
            return new InvalidPayload(PayloadRefusal.UNSUPPORTED_VERSION);
        }
        if (!object.hasAll(
                WireNames.VERSION, WireNames.SESSION_ID, WireNames.ATTEMPT_ID, WireNames.TOKEN, WireNames.EXPIRES_AT)) {
            return new InvalidPayload(PayloadRefusal.MISSING_FIELD);
        }
        if (!object.allTextsOrMissing(
                WireNames.SESSION_ID, WireNames.ATTEMPT_ID, WireNames.TOKEN, WireNames.EXPIRES_AT)) {
            return new InvalidPayload(PayloadRefusal.MALFORMED);
        }
        return payload(
                object.text(WireNames.SESSION_ID).orElseThrow(),
                object.text(WireNames.ATTEMPT_ID).orElseThrow(),
                object.text(WireNames.TOKEN).orElseThrow(),
                object.text(WireNames.EXPIRES_AT).orElseThrow());
    }

    private ParsedPayload payload(String sessionId, String attemptId, String token, @Nullable String expiresAt) {
        if (sessionId.isBlank()) {
            return new InvalidPayload(PayloadRefusal.MISSING_FIELD);
        }
        if (!HandoffService.isSessionId(sessionId)) {
            return new InvalidPayload(PayloadRefusal.INVALID_SESSION_ID);
        }
        if (!ATTEMPT_ID.matcher(attemptId).matches()) {
            return new InvalidPayload(PayloadRefusal.INVALID_ATTEMPT_ID);
        }
        if (!TOKEN.matcher(token).matches()) {
            return new InvalidPayload(PayloadRefusal.INVALID_TOKEN);
        }
        if (expiresAt == null) {
            return new PhonePayload(sessionId, attemptId, token, null);
        }
        return instant(expiresAt)
                .<ParsedPayload>map(expiry -> new PhonePayload(sessionId, attemptId, token, expiry))
                .orElseGet(() -> new InvalidPayload(PayloadRefusal.MALFORMED));
    }

    private boolean isExpired(PhonePayload payload) {
        return payload.expiresAt()
                .map(expiry -> clock.instant().isAfter(expiry.plus(EXPIRY_TOLERANCE)))
                .orElse(false);
    }

    private static Optional<Instant> instant(String text) {
        try {
            return UTC_INSTANT.matcher(text).matches() ? Optional.of(Instant.parse(text)) : Optional.empty();
        } catch (DateTimeException noSuchMoment) {
            return Optional.empty();
        }
    }
}
