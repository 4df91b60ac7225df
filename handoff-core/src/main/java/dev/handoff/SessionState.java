package dev.handoff;

import dev.handoff.internal.session.State;

/** The state of a session at one moment. */
public enum SessionState {
    /** Waiting for a phone, for the first time or again. */
    CREATED("created"),
    /** A phone is at work. */
    IN_PROGRESS("in_progress"),
    /** The phone did its work. */
    SUCCEEDED("succeeded"),
    /** The work failed, and there is no other try. */
    FAILED("failed"),
    /** The session was cancelled by the host, by a wrong pick, or because the phone declined. */
    CANCELLED("cancelled"),
    /** The session is past its end, or its key has left the ring. Computed by each call, never written. */
    EXPIRED("expired");

    private final String code;

    SessionState(String code) {
        this.code = code;
    }

    /** Returns the public name of a written state. */
    static SessionState of(State state) {
        return valueOf(state.name());
    }

    /** Returns the stable name on the wire. */
    public String code() {
        return code;
    }

    /**
     * Checks whether the session can change no more, according to the node that was asked. {@code SUCCEEDED},
     * {@code FAILED} and {@code CANCELLED} are written, and final on every node. {@code EXPIRED} depends on that node's
     * clock: a node whose clock is behind may still let a phone finish.
     */
    public boolean isTerminal() {
        return this != CREATED && this != IN_PROGRESS;
    }
}
