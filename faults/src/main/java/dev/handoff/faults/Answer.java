package dev.handoff.faults;

import dev.handoff.Refusal;
import dev.handoff.SessionState;
import java.time.Instant;

/** A node's answer. It contains no secret. */
sealed interface Answer {

    /**
     * The answer to START and MINT.
     *
     * @param code a number that identifies the code for the judge
     */
    record Code(int code, Instant expiresAt) implements Answer {}

    /** The answer to HELLO and RESUME: the phone is connected, with this connection number. */
    record Connected(long connection) implements Answer {}

    /** The answer to FINISH, STEAL and CANCEL: the resulting state. */
    record Ended(SessionState state) implements Answer {

        boolean isFinal() {
            return Answer.isFinal(state);
        }
    }

    /** The answer to STATUS and CHECK. */
    record Status(SessionState state, long sequence, boolean claimed, Instant endsAt) implements Answer {}

    /** The call was refused. */
    record Refused(Refusal reason) implements Answer {}

    /**
     * The store failed.
     *
     * @param mayHaveWritten whether the exception says that the call may have written
     */
    record Trouble(boolean mayHaveWritten) implements Answer {}

    /**
     * The node failed with an exception that no fault explains.
     *
     * @param how the exception's type and source; never its message
     */
    record Broken(String how) implements Answer {}

    /** Checks whether no state follows this one. {@code EXPIRED} is not final here: it depends on the node's clock. */
    static boolean isFinal(SessionState state) {
        return state == SessionState.SUCCEEDED || state == SessionState.FAILED || state == SessionState.CANCELLED;
    }
}
