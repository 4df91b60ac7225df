package dev.handoff.testkit.store;

import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.util.function.BooleanSupplier;

/** What a caller was told of a write. */
enum WriteResult {
    YES,
    NO,
    /** An exception that leaves open whether it was written: what is stored has to show it. */
    UNKNOWN;

    static WriteResult of(BooleanSupplier write) {
        try {
            return write.getAsBoolean() ? YES : NO;
        } catch (TokenStoreException e) {
            if (e.effect() == Effect.UNKNOWN) {
                return UNKNOWN;
            }
            throw new AssertionError(
                    "a write that can't be is an answer: false, where nothing was written, also after"
                            + " a lost race or a deadlock",
                    e);
        }
    }
}
