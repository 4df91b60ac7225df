package dev.handoff.faults;

/** What somebody asked a node for. */
enum Ask {
    /** The page opens the session and gets its first code. */
    START,
    /** The page, or the bound phone, asks for a code. */
    MINT,
    /** A phone says hello with a code. */
    HELLO,
    /** A phone comes back with a code. */
    RESUME,
    /** Is this connection still the latest one? */
    CHECK,
    /** The work of this connection went like this. */
    FINISH,
    /** A phone that was never let in reports an outcome for a connection that it made up. */
    STEAL,
    /** The page cancels. */
    CANCEL,
    /** How does the session stand? */
    STATUS
}
