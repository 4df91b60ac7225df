package dev.handoff;

/**
 * Why a call was refused. A refused call has changed nothing. The constant's name is the stable code that clients see.
 * {@code docs/protocol.md} lists the situations of each call.
 */
public enum Refusal {
    /** The session id is blank, over 256 bytes of UTF-8, or ill-formed Unicode. */
    INVALID_SESSION_ID(400, "This is not a session id."),
    /** The session was never opened, or its record was purged. */
    SESSION_NOT_FOUND(404, "There is no such session."),
    /** The session is over: finished, cancelled, past its end, or opened under a key that has left the ring. */
    SESSION_EXPIRED(410, "This session is over. Start a new one."),
    /** An attempt is in progress, so no new code is minted. */
    SESSION_IN_PROGRESS(409, "A phone is connected to this session."),
    /** Attempt id, token or device id is missing or malformed. */
    HELLO_AUTH_REQUIRED(401, "Attempt id, token and device id are needed, each well-formed."),
    /** The token does not belong to this attempt of this session. */
    HANDOFF_TOKEN_INVALID(401, "This code is not valid for this session."),
    /** The token is past its expiry, or was superseded. */
    HANDOFF_TOKEN_EXPIRED(410, "This code has expired. Get a new one."),
    /** The device that presents this code is bound already: it may resume. */
    HANDOFF_TOKEN_CONSUMED(409, "This device said hello already. Resume."),
    /**
     * There is nothing to resume, to finish or to pick: no phone has consumed this code, or any code of the session.
     */
    HANDOFF_NOT_CONSUMED(409, "Nothing was handed over yet. Say hello first."),
    /** No attempt is in progress any more. The next try needs a new code. */
    HANDOFF_ATTEMPT_OVER(409, "This attempt is over. Get a new code."),
    /** Another device is bound. */
    HANDOFF_DEVICE_MISMATCH(403, "Another device is bound to this session."),
    /** The page sent no proof or a wrong proof, and this call needs the secret that opening the session returned. */
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

    /** Returns the stable code: this constant's name. */
    public String code() {
        return name();
    }

    /** Returns a suggested HTTP status (RFC 9110, section 15). */
    public int httpStatus() {
        return httpStatus;
    }

    /** Returns one or two English sentences for the user. The text may change between releases. */
    public String message() {
        return message;
    }
}
