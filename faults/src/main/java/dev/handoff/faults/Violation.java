package dev.handoff.faults;

import java.util.List;

/**
 * A broken law.
 *
 * @param what the violation in words
 * @param calls the session's calls, without secrets
 */
record Violation(Kind kind, String what, List<Entry> calls) {

    enum Kind {
        /**
         * More than one winner: two devices in one session, a code or an attempt that was consumed twice, or an outcome
         * from another device.
         */
        WINNERS,
        /** An answered write is missing. */
        LOST,
        /** A phone that was accepted, or may have been, can't go on. */
        LOCKED_OUT,
        /** Connection numbers repeat or fall, or a replaced connection is accepted. */
        CONNECTIONS,
        /** A status has a lower sequence than an earlier status. */
        SEQUENCE,
        /** A final state changed. */
        FINAL,
        /** A code or session ended too early or too late by the clock of the node that answered. */
        TIME,
        /** A refusal or a failure has no reason, or is wrong. */
        UNTRUE,
        /** The host's row exists without the consumption, or the consumption without the row. */
        HALF,
        /** The phones made no progress. */
        STALLED
    }
}
