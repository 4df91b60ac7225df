package dev.handoff;

import dev.handoff.spi.HandoffRecord;

/** What the rules make of a record. */
sealed interface Decision {

    /**
     * Write this in the place of what was read, or as the first record.
     *
     * @param next the record to write
     */
    record Write(HandoffRecord next) implements Decision {}

    /**
     * Yes, and what was read stays as it is.
     *
     * @param current what was read
     */
    record Keep(HandoffRecord current) implements Decision {}

    /**
     * No, and what was read stays as it is.
     *
     * @param reason why
     * @param situation the row of {@code docs/protocol.md} that fits, for people
     */
    record Refuse(Refusal reason, String situation) implements Decision {}
}
