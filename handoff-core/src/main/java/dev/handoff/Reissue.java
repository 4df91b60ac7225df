package dev.handoff;

/** What a newer attempt does to older tokens of which none was consumed. */
public enum Reissue {
    /** They go on until they expire: a code that is still on a screen still works. The default. */
    OVERLAP,
    /** They are refused from then on. */
    SUPERSEDE
}
