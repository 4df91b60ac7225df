package dev.handoff.testkit.store;

import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.util.function.BooleanSupplier;

/** The result of a write. */
enum WriteResult {
    YES,
    NO,
    /** An exception with an unknown effect: only the stored record shows whether the write happened. */
    UNKNOWN;

    static WriteResult of(BooleanSupplier write) {
        try {
            return write.getAsBoolean() ? YES : NO;
        } catch (TokenStoreException e) {
            if (e.effect() == Effect.UNKNOWN) {
                return UNKNOWN;
            }
            throw new AssertionError(
                    "A write that loses a race must return false, also after a deadlock or a serialization failure, but"
                            + " threw an exception with the effect NONE.",
                    e);
        }
    }
}
