package dev.handoff;

import dev.handoff.internal.session.Attempt;
import dev.handoff.internal.session.Claim;
import dev.handoff.internal.session.Report;
import dev.handoff.internal.session.Session;
import dev.handoff.internal.session.State;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that happened to a session. Immutable; for metrics, audit, and to notify whoever waits.
 *
 * @param type what happened
 * @param operation in which call
 * @param at the moment of the call, by the service's clock: the same that the record holds
 * @param sessionId the session id as the caller gave it; where it was refused as malformed, anything. Not in
 *     {@code toString}
 * @param attempt the attempt's number, 0 where there is none
 * @param connection the connection's number, 0 where there is none
 * @param refusal why it was refused, for {@link Type#REFUSED}
 * @param state the state that was written, for everything but {@link Type#REFUSED}
 * @param failureCode the host's own code for what went wrong, for {@link Type#FINISHED} with a failure
 */
public record HandoffEvent(
        Type type,
        Operation operation,
        Instant at,
        String sessionId,
        int attempt,
        long connection,
        Optional<Refusal> refusal,
        Optional<SessionState> state,
        Optional<String> failureCode) {

    /** @param attempt the number of the attempt that a phone presented and proved, else 0 */
    static HandoffEvent refused(Operation operation, Instant at, String sessionId, int attempt, Refusal reason) {
        return new HandoffEvent(
                Type.REFUSED,
                operation,
                at,
                sessionId,
                attempt,
                0,
                Optional.of(reason),
                Optional.empty(),
                Optional.empty());
    }

    static HandoffEvent happened(Type type, Operation operation, Instant at, String sessionId, Session session) {
        Claim claim = session.claim();
        Attempt latest = session.latest();
        int attempt = claim != null && type != Type.MINTED && type != Type.REUSED
                ? claim.attempt()
                : latest == null ? 0 : latest.number();
        Report report = type == Type.FINISHED && claim != null ? claim.report() : null;
        return new HandoffEvent(
                type,
                operation,
                at,
                sessionId,
                attempt,
                claim == null ? 0 : claim.connection(),
                Optional.empty(),
                Optional.of(SessionState.of(session.state())),
                Optional.ofNullable(report).map(Report::failureCode));
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
        /**
         * The current token was handed out again. Also each time that one of an unstored session is handed out before a
         * phone came: nobody knows whether it was before.
         */
        REUSED,
        /** A device consumed a token and is bound. */
        CONSUMED,
        /** The bound device came back. */
        RESUMED,
        /** An outcome was recorded. */
        FINISHED,
        /** The person at the page picked the digits that the phone shows. */
        APPROVED,
        /** The session was cancelled, by the host, by a wrong pick, or because the phone declined. */
        CANCELLED,
        /** A call was refused. */
        REFUSED;

        /** What a call did that wrote this. */
        static Type of(Operation operation, Session written) {
            return switch (operation) {
                case OPEN -> OPENED;
                case START, MINT -> MINTED;
                case CHALLENGE -> throw new IllegalStateException("a challenge writes nothing");
                case CONSUME -> CONSUMED;
                case RESUME -> RESUMED;
                case FINISH -> FINISHED;
                case PICK -> written.state() == State.CANCELLED ? CANCELLED : APPROVED;
                case CANCEL, DECLINE -> CANCELLED;
            };
        }
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
        CANCEL,
        /** {@link HandoffService#decline}. */
        DECLINE
    }
}
