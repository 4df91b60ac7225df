package dev.handoff.internal.session;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The state that was written. That a session has ended by time is computed and never written. */
public enum State {
    /** Waiting for a phone, for the first time or again. */
    CREATED,
    /** A phone is at work. */
    IN_PROGRESS,
    /** The phone did its work. */
    SUCCEEDED,
    /** The work failed, and there is no other try. */
    FAILED,
    /** The session was cancelled by the host, by a wrong pick, or because the phone declined. */
    CANCELLED;

    /** Kept because {@code values()} copies. */
    private static final State[] ALL = values();

    private final String word = name().toLowerCase(Locale.ROOT);

    /** Returns the state's word in a session's text. */
    String word() {
        return word;
    }

    /** Returns the state of this word, or null if there is no such state. */
    static @Nullable State of(String word) {
        for (State state : ALL) {
            if (state.word.equals(word)) {
                return state;
            }
        }
        return null;
    }

    /** Checks whether nothing can change this state any more. */
    public boolean isFinal() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
}
