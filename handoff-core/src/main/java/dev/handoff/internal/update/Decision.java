package dev.handoff.internal.update;

import dev.handoff.spi.HandoffRecord;

/**
 * What the rules make of a record.
 *
 * @param <R> the reason of a refusal
 */
public sealed interface Decision<R> {

    /** Write this in the place of what was read, or as the first record. */
    record Write<R>(HandoffRecord next) implements Decision<R> {}

    /** Yes, and what was read stays as it is. */
    record Keep<R>(HandoffRecord current) implements Decision<R> {}

    /** No, and what was read stays as it is. */
    record Refuse<R>(R reason) implements Decision<R> {}
}
