package dev.handoff.spi;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The store could not do what it was asked. Messages name the operation and the cause, never a key's full text or any
 * other part of a record.
 */
public class TokenStoreException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Effect effect;
    private final boolean retryable;

    /**
     * With an underlying cause.
     *
     * @param effect what is known of the write that was asked for; {@link Effect#NONE} for reads
     * @param retryable whether making the call again can help: true for a lost race, a deadlock, a timeout, or where
     *     there is no connection; false where somebody has to repair something first, such as a missing table
     */
    public TokenStoreException(Effect effect, boolean retryable, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.effect = effect;
        this.retryable = retryable;
    }

    /** Without an underlying cause. */
    public TokenStoreException(Effect effect, boolean retryable, String message) {
        this(effect, retryable, message, null);
    }

    /** What is known of the write that was asked for. */
    public Effect effect() {
        return effect;
    }

    /** Whether making the call again, perhaps a little later, can help. */
    public boolean isRetryable() {
        return retryable;
    }

    /** What is known of a write after its call failed. */
    public enum Effect {
        /** Nothing was written. */
        NONE,
        /**
         * It may or may not have been written. Making the same call again is safe but for two: finishing by session id
         * names no attempt, and a second opening is given no page proof. A phone whose consumption took effect gets
         * {@code HANDOFF_TOKEN_CONSUMED} and resumes.
         */
        UNKNOWN
    }
}
