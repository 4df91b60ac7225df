package dev.handoff.benchmarks;

import java.util.Set;

/** An implementation to compare. Thread-safe if each thread uses different sessions. */
interface Contender {

    /** Returns the name in the report. */
    String name();

    /** Returns the supported steps, in the order of a session's life. */
    Set<Step> steps();

    /** Runs a step for this session. No other call of the same step uses the same session number. */
    void run(Step step, int session);

    /** A measured step. Each step runs for many sessions before the next step begins. */
    enum Step {
        /** A session and its first token are made. */
        START,
        /** The same token is handed out again. */
        MINT,
        /** The token is accepted. */
        CONSUME,
        /** The outcome is recorded. */
        FINISH,
        /** A session is started and its token accepted, one right after the other. */
        START_AND_CONSUME,
        /** A session is started, its token accepted, and its outcome recorded, one right after the other. */
        HANDOFF;

        /** Returns the session for a number. Steps that start sessions use separate ranges of sessions. */
        int sessionOf(int number) {
            int kind = this == START_AND_CONSUME ? 1 : this == HANDOFF ? 2 : 0;
            return number * 3 + kind;
        }
    }
}
