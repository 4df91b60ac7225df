package dev.handoff;

/**
 * A protocol "no". A value, not an exception: it changes nothing. The name is the stable code that clients see.
 *
 * <p>The situations are in {@code docs/protocol.md}, row by row.
 */
public enum Refusal {
    /** The session id is blank, over 256 bytes of UTF-8, or ill-formed Unicode. */
    INVALID_SESSION_ID(400, "This is not a session id."),
    /** The session was never opened, or its record was purged. */
    SESSION_NOT_FOUND(404, "There is no such session."),
    /** The session is over: finished, cancelled, past its end, or bound under a key that has left the ring. */
    SESSION_EXPIRED(410, "This session is over. Start a new one."),
    /** A phone is at work; a new code is neither needed nor given. */
    SESSION_IN_PROGRESS(409, "A phone is connected to this session."),
    /** Attempt id, token or device id is missing or malformed. */
    HELLO_AUTH_REQUIRED(401, "Attempt id, token and device id are needed, each well-formed."),
    /** The token does not belong to this attempt of this session. */
    HANDOFF_TOKEN_INVALID(401, "This code is not valid for this session."),
    /** The token is past its expiry, or was superseded. */
    HANDOFF_TOKEN_EXPIRED(410, "This code has expired. Get a new one."),
    /** This very device consumed already: it may resume. */
    HANDOFF_TOKEN_CONSUMED(409, "This device said hello already. Resume."),
    /** There is nothing to resume or to finish: no phone said hello with this code. */
    HANDOFF_NOT_CONSUMED(409, "Nothing was handed over yet. Say hello first."),
    /** No attempt is in progress any more; the next try needs a new code. */
    HANDOFF_ATTEMPT_OVER(409, "This attempt is over. Get a new code."),
    /** Another device is bound. */
    HANDOFF_DEVICE_MISMATCH(403, "Another device is bound to this session."),
    /** Minting and the detailed status need the secret that opening the session gave. */
    PAGE_PROOF_REQUIRED(403, "This page has not proven that it started the session."),
    /** The person has not yet picked on the page the digits that the phone shows. */
    APPROVAL_REQUIRED(409, "Pick on the page the digits that the phone shows."),
    /** The phone has not proven that it has the key that its device id names. */
    POSSESSION_REQUIRED(401, "A signature of the current challenge by this device's key is needed."),
    /** The bound device came back on a newer connection. */
    CONNECTION_REPLACED(409, "A newer connection of this device has taken over.");

    private final int httpStatus;
    private final String message;

    Refusal(int httpStatus, String message) {
        this.httpStatus = httpStatus;
        this.message = message;
    }

    /** The stable code: this constant's name. */
    public String code() {
        return name();
    }

    /** The HTTP status (RFC 9110, section 15) that fits, a suggestion. */
    public int httpStatus() {
        return httpStatus;
    }

    /** One English sentence or two for people; not stable. */
    public String message() {
        return message;
    }
}
