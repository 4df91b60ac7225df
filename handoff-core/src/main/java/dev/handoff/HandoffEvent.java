package dev.handoff;

import dev.handoff.internal.session.Attempt;
import dev.handoff.internal.session.Claim;
import dev.handoff.internal.session.Report;
import dev.handoff.internal.session.Session;
import dev.handoff.internal.session.State;
import java.time.Instant;
import java.util.Optional;

/**
 * An event of a session, for metrics, audit and notifications. Immutable; {@code toString} does not show the session
 * id.
 *
 * @param type what happened
 * @param operation the call that caused the event
 * @param at the moment of the call, by the service's clock. When a session is finished or cancelled, the record holds
 *     the claim's moment instead if that is later (see {@link SessionStatus#completedAt})
 * @param sessionId the session id as the caller gave it; any text if the call was refused because the id is malformed
 * @param attempt the attempt's number; 0 if there is no attempt
 * @param connection the connection's number; 0 if there is no connection
 * @param refusal the reason of the refusal, for {@link Type#REFUSED}
 * @param state the written state, for every type except {@link Type#REFUSED}
 * @param failureCode the host's own code for the failure, for {@link Type#FINISHED} with a failure
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

    /**
     * Makes the event of a refused call.
     *
     * @param attempt the number of the attempt that a phone presented with the right token, else 0
     */
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
         * The current token was handed out again. For an unstored session to which no phone came yet, every mint causes
         * this event, because no record shows whether the token was handed out before.
         */
        REUSED,
        /** A device consumed a token and is bound. */
        CONSUMED,
        /** The bound device came back after losing its connection. */
        RESUMED,
        /** An outcome was recorded. */
        FINISHED,
        /** The person at the page picked the digits that the phone shows. */
        APPROVED,
        /** The session was cancelled, by the host, by a wrong pick, or because the phone declined. */
        CANCELLED,
        /** A call was refused. */
        REFUSED;

        /** Returns the type of the event for a call that wrote this session. */
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

    /** The call that caused an event. Calls that only read cause no event, with one exception: a refused challenge. */
    public enum Operation {
        /** {@link HandoffService#open}. */
        OPEN,
        /** {@link HandoffService#start}. */
        START,
        /** {@link HandoffService#mint}. */
        MINT,
        /**
         * {@link HandoffService#challenge}, if it is refused: with the safeguard possession, a foreign device fails
         * here first.
         */
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
