package dev.handoff.spi;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Reports that a store operation failed. The message names the operation and the cause, and never quotes a part of a
 * record, except the first 8 characters of its key.
 */
public class TokenStoreException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Effect effect;
    private final boolean retryable;

    /**
     * Makes an exception with a cause.
     *
     * @param effect the known effect of the write; {@link Effect#NONE} for reads
     * @param retryable whether a retry can help: true for a timeout or a missing connection; false if somebody has to
     *     repair something first, for instance a missing table
     */
    public TokenStoreException(Effect effect, boolean retryable, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.effect = effect;
        this.retryable = retryable;
    }

    /** Makes an exception without a cause. */
    public TokenStoreException(Effect effect, boolean retryable, String message) {
        this(effect, retryable, message, null);
    }

    /** Returns the known effect of the write. */
    public Effect effect() {
        return effect;
    }

    /** Checks whether a retry, perhaps a little later, can help. */
    public boolean isRetryable() {
        return retryable;
    }

    /** The known effect of a write after its call failed. */
    public enum Effect {
        /** Nothing was written. */
        NONE,
        /**
         * The write may or may not have taken effect. The same call is safe to repeat, with two exceptions: finishing
         * by session id names no attempt, and a second opening returns no page proof. A phone whose consumption took
         * effect is refused with {@code HANDOFF_TOKEN_CONSUMED}, and resumes.
         */
        UNKNOWN
    }
}
