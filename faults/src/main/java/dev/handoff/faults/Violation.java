package dev.handoff.faults;

import java.util.List;

/**
 * Something that must not have happened.
 *
 * @param what in one sentence
 * @param calls of the session, for whoever looks into it; no secret is in them
 */
record Violation(Kind kind, String what, List<Entry> calls) {

    enum Kind {
        /**
         * More than one winner: two devices in one session, a code or a try that was consumed twice, a stranger's
         * outcome.
         */
        WINNERS,
        /** What was promised is not there any more. */
        LOST,
        /** The phone that was let in, or may have been, can't go on. */
        LOCKED_OUT,
        /** Connection numbers that repeat or fall, or an old connection that still counts. */
        CONNECTIONS,
        /** A status of which the sequence is lower than that of one before. */
        SEQUENCE,
        /** A final state that changed. */
        FINAL,
        /** Over too early or too late by the clock of the node that answered. */
        TIME,
        /** A refusal or a failure that has no reason, or that says what is not so. */
        UNTRUE,
        /** The host's row without the consumption, or the consumption without the row. */
        HALF,
        /** Nothing moved any more. */
        STALLED
    }
}
