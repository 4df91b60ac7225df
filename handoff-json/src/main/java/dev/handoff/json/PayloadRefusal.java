package dev.handoff.json;

/** Why a text is not a payload that can be used. The first that fits is the answer, in this order. */
public enum PayloadRefusal {
    /** Over {@link PayloadParser#MAX_LENGTH} characters. */
    TOO_LONG(413),
    /** A link with a scheme that is neither the app's nor https. */
    FOREIGN_SCHEME(400),
    /**
     * After decoding, neither the compact form nor one JSON object: bad percent-encoding, a name twice, something
     * before or behind it. Also a field of the wrong type or an expiry that is no instant, but these are looked at only
     * after the version and after what is missing.
     */
    MALFORMED(400),
    /** Of another version, one that is not the integer 1: the app is too old or too new. */
    UNSUPPORTED_VERSION(400),
    /** A field is missing or null, or the session id is blank. */
    MISSING_FIELD(400),
    /** The session id is one that the host would refuse: {@link dev.handoff.HandoffService#isSessionId}. */
    INVALID_SESSION_ID(400),
    /** The attempt id is not {@code va_} and 64 ASCII letters and digits; in the compact form, not these 64. */
    INVALID_ATTEMPT_ID(400),
    /**
     * The token is not 64 lower-case hexadecimal characters; in the compact form, not the one text of 43 characters
     * that base64url has for 32 bytes.
     */
    INVALID_TOKEN(400),
    /** Past its expiry by more than {@link PayloadParser#EXPIRY_TOLERANCE}; never for what was stored. */
    EXPIRED(410);

    private final int httpStatus;

    PayloadRefusal(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    /** The HTTP status (RFC 9110, section 15) that fits, a suggestion for hosts to whom payloads are sent. */
    public int httpStatus() {
        return httpStatus;
    }
}
