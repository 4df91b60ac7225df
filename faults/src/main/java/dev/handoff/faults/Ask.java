package dev.handoff.faults;

/** A kind of call to a node. */
enum Ask {
    /** The page opens the session and gets its first code. */
    START,
    /** The page, or the bound phone, asks for a code. */
    MINT,
    /** A phone says hello with a code. */
    HELLO,
    /** A phone resumes with a code. */
    RESUME,
    /** The host checks whether a connection is still the latest one. */
    CHECK,
    /** A phone reports the outcome of its work. */
    FINISH,
    /** A phone that was never accepted reports an outcome for an invented connection. */
    STEAL,
    /** The page cancels. */
    CANCEL,
    /** The page asks for the status. */
    STATUS
}
