package dev.handoff;

import dev.handoff.internal.session.State;

/** The state of a session at a moment. */
public enum SessionState {
    /** Waiting for a phone, for the first time or again. */
    CREATED("created"),
    /** A phone is at work. */
    IN_PROGRESS("in_progress"),
    /** The phone did its work. */
    SUCCEEDED("succeeded"),
    /** The work failed, and there is no other try. */
    FAILED("failed"),
    /** Cancelled by the host. */
    CANCELLED("cancelled"),
    /**
     * Over before anything else ended it: past its end, or its key has left the ring. Computed when asked, never
     * written.
     */
    EXPIRED("expired");

    private final String code;

    SessionState(String code) {
        this.code = code;
    }

    /** What was written. */
    static SessionState of(State state) {
        return valueOf(state.name());
    }

    /** The stable name on the wire. */
    public String code() {
        return code;
    }

    /**
     * Whether the node that was asked lets nothing change it any more. {@code SUCCEEDED}, {@code FAILED} and
     * {@code CANCELLED} are written, and final on every node. {@code EXPIRED} goes by the clock of the node that was
     * asked: as long as another node's clock is behind, that node may still let a phone finish.
     */
    public boolean isTerminal() {
        return this != CREATED && this != IN_PROGRESS;
    }
}
