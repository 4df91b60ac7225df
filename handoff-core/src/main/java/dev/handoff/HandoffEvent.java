package dev.handoff;

import java.time.Instant;
import java.util.Optional;

/** Something that happened to a session. Immutable; for metrics, audit, and to notify whoever waits. */
public final class HandoffEvent {

    private final Type type;
    private final Operation operation;
    private final Instant at;
    private final transient String sessionId;
    private final int attempt;
    private final long connection;
    private final Optional<Refusal> refusal;
    private final Optional<SessionState> state;
    private final Optional<String> failureCode;

    HandoffEvent(
            Type type,
            Operation operation,
            Instant at,
            String sessionId,
            int attempt,
            long connection,
            Optional<Refusal> refusal,
            Optional<SessionState> state,
            Optional<String> failureCode) {
        this.type = type;
        this.operation = operation;
        this.at = at;
        this.sessionId = sessionId;
        this.attempt = attempt;
        this.connection = connection;
        this.refusal = refusal;
        this.state = state;
        this.failureCode = failureCode;
    }

    /** What happened. */
    public Type type() {
        return type;
    }

    /** In which call. */
    public Operation operation() {
        return operation;
    }

    /** The moment of the call, by the service's clock: the same that the record holds. */
    public Instant at() {
        return at;
    }

    /** The session id as the caller gave it; where it was refused as malformed, anything. Not in {@code toString}. */
    public String sessionId() {
        return sessionId;
    }

    /** The attempt's number, 0 where there is none. */
    public int attempt() {
        return attempt;
    }

    /** The connection's number, 0 where there is none. */
    public long connection() {
        return connection;
    }

    /** Why it was refused, for {@link Type#REFUSED}. */
    public Optional<Refusal> refusal() {
        return refusal;
    }

    /** The state that was written, for everything but {@link Type#REFUSED}. */
    public Optional<SessionState> state() {
        return state;
    }

    /** The host's own code for what went wrong, for {@link Type#FINISHED} with a failure. */
    public Optional<String> failureCode() {
        return failureCode;
    }

    @Override
    public String toString() {
        return "HandoffEvent[" + type + " by " + operation + ", attempt=" + attempt + ", connection=" + connection
                + refusal.map(reason -> ", " + reason).orElse("")
                + state.map(current -> ", " + current).orElse("")
                + failureCode.map(code -> ", " + code).orElse("") + "]";
    }

    /** What happened. */
    public enum Type {
        /** A session was opened without an attempt. */
        OPENED,
        /** An attempt was minted. */
        MINTED,
        /** The current token was handed out again. */
        REUSED,
        /** A device consumed a token and is bound. */
        CONSUMED,
        /** The bound device came back. */
        RESUMED,
        /** An outcome was recorded. */
        FINISHED,
        /** The person at the page picked the digits that the phone shows. */
        APPROVED,
        /** The session was cancelled, by the host or by a wrong pick. */
        CANCELLED,
        /** A call was refused. */
        REFUSED
    }

    /** The call that caused an event. Calls that only read cause none, but for a challenge that is refused. */
    public enum Operation {
        /** {@link HandoffService#open}. */
        OPEN,
        /** {@link HandoffService#start}. */
        START,
        /** {@link HandoffService#mint}. */
        MINT,
        /** {@link HandoffService#challenge}, where it is refused: under possession another device fails here first. */
        CHALLENGE,
        /** {@link HandoffService#consume}. */
        CONSUME,
        /** {@link HandoffService#resume}. */
        RESUME,
        /** {@link HandoffService#finish}. */
        FINISH,
        /** {@link HandoffService#pick}. */
        PICK,
        /** {@link HandoffService#cancel}. */
        CANCEL
    }
}
