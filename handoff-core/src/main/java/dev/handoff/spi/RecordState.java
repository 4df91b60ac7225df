package dev.handoff.spi;

/** The state that was written. That time has ended a session is computed by core and never written. */
public enum RecordState {
    /** Waiting for a phone, for the first time or again. */
    CREATED,
    /** A phone is at work. */
    IN_PROGRESS,
    /** Finished well. */
    SUCCEEDED,
    /** Finished badly, for good. */
    FAILED,
    /** Called off by the host. */
    CANCELLED;

    /** Whether nothing can change this state any more. */
    public boolean isFinal() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
}
