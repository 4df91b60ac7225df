package dev.handoff.faults;

import dev.handoff.Refusal;
import dev.handoff.SessionState;
import java.time.Instant;

/** What was answered, without anything secret in it. */
sealed interface Answer {

    /**
     * To START and MINT.
     *
     * @param code a number by which the judge knows the code again
     */
    record Code(int code, Instant expiresAt) implements Answer {}

    /** To HELLO and RESUME: let in, with the number of the connection. */
    record Connected(long connection) implements Answer {}

    /** To FINISH, STEAL and CANCEL: the state that resulted. */
    record Ended(SessionState state) implements Answer {

        boolean isFinal() {
            return Answer.isFinal(state);
        }
    }

    /** To STATUS and CHECK. */
    record Status(SessionState state, long sequence, boolean claimed, Instant endsAt) implements Answer {}

    /** No. */
    record Refused(Refusal reason) implements Answer {}

    /**
     * The node could not do it.
     *
     * @param mayHaveWritten whether it said that the call may have been carried out
     */
    record Trouble(boolean mayHaveWritten) implements Answer {}

    /**
     * The node failed in a way in which it must not.
     *
     * @param how the exception's type and where it came from; never its message
     */
    record Broken(String how) implements Answer {}

    /** Whether nothing comes after this state; {@code EXPIRED} is a matter of the clock that is asked. */
    static boolean isFinal(SessionState state) {
        return state == SessionState.SUCCEEDED || state == SessionState.FAILED || state == SessionState.CANCELLED;
    }
}
