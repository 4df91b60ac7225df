package dev.handoff.internal.session;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of an attempt, and when the host reported it.
 *
 * @param ending the kind of outcome
 * @param failureCode the host's own code for the failure, null for a success
 * @param reportedAt when the host reported the outcome, or the claim's moment if that is later
 */
public record Report(Ending ending, @Nullable String failureCode, Instant reportedAt) {

    /** How an attempt went. */
    public enum Ending {
        /** The phone did its work. */
        SUCCEEDED,
        /** The work failed, and there is no other try. */
        FAILED,
        /** The work failed, and may be tried again. The session's state says whether no tries are left. */
        FAILED_RETRYABLE;

        /** Kept because {@code values()} copies. */
        private static final Ending[] ALL = values();

        private final String word = name().toLowerCase(Locale.ROOT);

        /** Returns the ending's word in a session's text. */
        String word() {
            return word;
        }

        /** Returns the ending of this word, or null if there is no such ending. */
        static @Nullable Ending of(String word) {
            for (Ending ending : ALL) {
                if (ending.word.equals(word)) {
                    return ending;
                }
            }
            return null;
        }
    }
}
