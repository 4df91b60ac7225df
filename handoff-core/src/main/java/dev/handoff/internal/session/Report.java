package dev.handoff.internal.session;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of an attempt, and when the host reported it.
 *
 * @param ending how it went
 * @param failureCode the host's own code for what went wrong, null for a success
 * @param reportedAt when
 */
public record Report(Ending ending, @Nullable String failureCode, Instant reportedAt) {

    /** How an attempt went. */
    public enum Ending {
        /** It worked. */
        SUCCEEDED,
        /** It did not work, and there is no other try. */
        FAILED,
        /** It did not work, and may be tried again. That the tries are used up is told by the session's state. */
        FAILED_RETRYABLE;

        /** {@code values()} copies. */
        private static final Ending[] ALL = values();

        private final String word = name().toLowerCase(Locale.ROOT);

        /** Its name in texts. */
        String word() {
            return word;
        }

        /** The ending of this name, null if there is none. */
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
