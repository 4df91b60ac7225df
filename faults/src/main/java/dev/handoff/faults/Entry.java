package dev.handoff.faults;

import dev.handoff.Outcome;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call in the diary. An answer that was lost on its way to the phone stands here all the same: the judge knows what
 * was promised, the phone does not.
 *
 * @param asked when, and {@code answered} likewise, on one clock that only counts: a call was over before another one
 *     began if its answer's number is the smaller one
 * @param caller the device's name, or {@code page}, or {@code judge}
 * @param code with which code, for HELLO and RESUME
 * @param connection of which connection, for CHECK and FINISH
 * @param outcome what was reported, for FINISH
 * @param clock what the node's clock showed during the call
 * @param ring the names of the node's keys, the signing one first
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

    /** Whether this was over when that one began. */
    boolean isBefore(Entry that) {
        return answered < that.asked;
    }

    /** Whether what this asked for may have been done when that one was answered. */
    boolean mayPrecede(Entry that) {
        return asked != that.asked && asked < that.answered && mayHaveWritten();
    }

    /** Whether this may have changed the session. */
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

    /** Without the code: a violation is printed with the calls around it. */
    @Override
    public String toString() {
        return asked + "-" + answered + " " + caller + "@" + node + " " + ask
                + (connection == 0 ? "" : " c" + connection) + (outcome == null ? "" : " " + outcome) + " -> " + told()
                + " at " + clock;
    }

    private String told() {
        return answer instanceof Answer.Code ? "Code" : answer.toString();
    }
}
