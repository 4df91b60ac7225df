package dev.handoff;

/** The state of a session at a moment. */
public enum SessionState {
    /** Waiting for a phone, for the first time or again. */
    CREATED("created"),
    /** A phone is at work. */
    IN_PROGRESS("in_progress"),
    /** Finished well. */
    SUCCEEDED("succeeded"),
    /** Finished badly, for good. */
    FAILED("failed"),
    /** Called off. */
    CANCELLED("cancelled"),
    /** Ended by time, before anything else ended it. */
    EXPIRED("expired");

    private final String code;

    SessionState(String code) {
        this.code = code;
    }

    /** The stable name on the wire. */
    public String code() {
        return code;
    }

    /** Whether nothing can change it any more. */
    public boolean isTerminal() {
        return this != CREATED && this != IN_PROGRESS;
    }
}
