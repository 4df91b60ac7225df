package dev.handoff.json;

/** Why a text is not a payload that can be used. The first that fits answers, in this order. */
public enum PayloadRefusal {
    /** Over {@link PayloadParser#MAX_LENGTH} characters. */
    TOO_LONG,
    /** A link with a scheme that is neither the app's nor https. */
    FOREIGN_SCHEME,
    /**
     * Not one JSON object after decoding: bad percent-encoding, a name twice, something before or behind it. Also a
     * field of the wrong type or an expiry that is no instant, but these are looked at only after the version and after
     * what is missing.
     */
    MALFORMED,
    /** Of another version, one that is not the integer 1: the app is too old or too new. */
    UNSUPPORTED_VERSION,
    /** A field is missing or null, or the session's id is blank. */
    MISSING_FIELD,
    /** The attempt's id is not {@code va_} and 64 ASCII letters and digits. */
    INVALID_ATTEMPT_ID,
    /** The token is not 64 lower-case hexadecimal characters. */
    INVALID_TOKEN,
    /** Past its expiry by more than {@link PayloadParser#EXPIRY_TOLERANCE}. */
    EXPIRED
}
