package dev.handoff.internal.session;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The state that was written. That time has ended a session is computed and never written. */
public enum State {
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

    /** {@code values()} copies. */
    private static final State[] ALL = values();

    private final String word = name().toLowerCase(Locale.ROOT);

    /** Its name in texts. */
    String word() {
        return word;
    }

    /** The state of this name, null if there is none. */
    static @Nullable State of(String word) {
        for (State state : ALL) {
            if (state.word.equals(word)) {
                return state;
            }
        }
        return null;
    }

    /** Whether nothing can change this state any more. */
    public boolean isFinal() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
}
