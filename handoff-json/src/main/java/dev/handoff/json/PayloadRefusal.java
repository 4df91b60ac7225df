package dev.handoff.json;

/**
 * Why a text is no usable payload. If several reasons fit, the first constant in this order is returned, except for the
 * late checks of {@link #MALFORMED}.
 */
public enum PayloadRefusal {
    /** The text has more than {@link PayloadParser#MAX_LENGTH} characters. */
    TOO_LONG(413),
    /** The text is a link with a scheme that is neither the app's nor https. */
    FOREIGN_SCHEME(400),
    /**
     * After decoding, the text is neither the compact form nor one JSON object: bad percent-encoding, a name twice, or
     * text before or after the object. Also a field of the wrong type or an expiry that is no instant; a wrong type is
     * checked after the version and missing fields, and the expiry last, before {@link #EXPIRED}.
     */
    MALFORMED(400),
    /** The version is not the integer 1: the app is too old or too new. */
    UNSUPPORTED_VERSION(400),
    /** A field is missing or null, or the session id is blank. */
    MISSING_FIELD(400),
    /** The host would refuse the session id: see {@link dev.handoff.HandoffService#isSessionId}. */
    INVALID_SESSION_ID(400),
    /**
     * The attempt id is not {@code va_} and 64 ASCII letters and digits; in the compact form, not 64 ASCII letters and
     * digits.
     */
    INVALID_ATTEMPT_ID(400),
    /**
     * The token is not 64 lower-case hexadecimal characters; in the compact form, not the only text of 43 characters
     * that encodes 32 bytes in base64url.
     */
    INVALID_TOKEN(400),
    /** The expiry plus {@link PayloadParser#EXPIRY_TOLERANCE} has passed; never for a stored payload. */
    EXPIRED(410);

    private final int httpStatus;

    PayloadRefusal(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    /** Returns a suggested HTTP status (RFC 9110, section 15), for hosts that receive payloads. */
    public int httpStatus() {
        return httpStatus;
    }
}
