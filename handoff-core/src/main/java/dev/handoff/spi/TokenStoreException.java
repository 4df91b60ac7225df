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

    /**
     * With an underlying cause.
     *
     * @param effect what is known of the write that was asked for; {@link Effect#NONE} for reads
     */
    public TokenStoreException(Effect effect, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.effect = effect;
    }

    /** Without an underlying cause. */
    public TokenStoreException(Effect effect, String message) {
        this(effect, message, null);
    }

    /** What is known of the write that was asked for. */
    public Effect effect() {
        return effect;
    }

    /** What is known of a write after its call failed. */
    public enum Effect {
        /** Nothing was written; the call may be made again. */
        NONE,
        /**
         * It may or may not have been written. Making the same call again is safe: a phone whose consumption took
         * effect hears {@code HANDOFF_TOKEN_CONSUMED} and resumes.
         */
        UNKNOWN
    }
}
