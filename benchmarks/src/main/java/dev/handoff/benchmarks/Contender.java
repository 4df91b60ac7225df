package dev.handoff.benchmarks;

import java.util.Set;

/** One way of handing sessions over. Safe for use by many threads, each with sessions of its own. */
interface Contender {

    /** For the report. */
    String name();

    /** What it can do, in the order in which a session goes through it. */
    Set<Step> steps();

    /** Does a step for the session of this number, which no other call of the same step has. */
    void run(Step step, int session);

    /** What is measured, each for many sessions before the next. */
    enum Step {
        /** A session and its first token are made. */
        START,
        /** The same token is handed out again. */
        MINT,
        /** The token is accepted. */
        CONSUME,
        /** The outcome is recorded. */
        FINISH,
        /** Two steps of a session, one right behind the other. */
        START_AND_CONSUME,
        /** Three. */
        HANDOFF;

        /** Steps that begin sessions of their own have numbers of their own. */
        int sessionOf(int number) {
            int kind = this == START_AND_CONSUME ? 1 : this == HANDOFF ? 2 : 0;
            return number * 3 + kind;
        }
    }
}
