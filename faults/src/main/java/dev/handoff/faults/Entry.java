package dev.handoff.faults;

import dev.handoff.Outcome;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call in the diary. It holds the node's answer also if that answer was lost on its way to the phone: the judge
 * knows the answer, the phone does not.
 *
 * @param asked when the call began, as a number of a counter
 * @param answered when the call ended, as a number of the same counter
 * @param caller the device's name, or {@code page}, or {@code judge}
 * @param code the presented code, for HELLO and RESUME
 * @param connection the connection number, for CHECK and FINISH
 * @param outcome the reported outcome, for FINISH
 * @param clock the time of the node's clock during the call
 * @param ring the names of the node's keys, the signing key first
 */
record Entry(
        long asked,
        long answered,
        String caller,
        String node,
        Ask ask,
        Answer.@Nullable Code code,
        long connection,
        Outcome.@Nullable Kind outcome,
        Answer answer,
        Instant clock,
        List<String> ring) {

    /** Checks whether this call was answered before the given call began. */
    boolean isBefore(Entry that) {
        return answered < that.asked;
    }

    /** Checks whether this call may have written before the given call was answered. */
    boolean mayPrecede(Entry that) {
        return asked != that.asked && asked < that.answered && mayHaveWritten();
    }

    /** Checks whether this call may have changed the session. */
    boolean mayHaveWritten() {
        return switch (ask) {
            case CHECK, STATUS -> false;
            default ->
                answer instanceof Answer.Trouble trouble
                        ? trouble.mayHaveWritten()
                        : !(answer instanceof Answer.Refused);
        };
    }

    boolean isRefused(dev.handoff.Refusal reason) {
        return answer instanceof Answer.Refused refused && refused.reason() == reason;
    }

    /** Returns the call in words, without the code, for the report of a violation. */
    @Override
    public String toString() {
        return asked + "-" + answered + " " + caller + "@" + node + " " + ask
                + (connection == 0 ? "" : " c" + connection) + (outcome == null ? "" : " " + outcome) + " -> "
                + answerInWords()
                + " at " + clock;
    }

    private String answerInWords() {
        return answer instanceof Answer.Code ? "Code" : answer.toString();
    }
}
