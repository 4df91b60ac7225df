package dev.handoff;

import dev.handoff.internal.session.Session;

/** What the rules make of a session. */
sealed interface Decision {

    /**
     * Write this in the place of what was read, or as the first record.
     *
     * @param next the session to write
     */
    record Write(Session next) implements Decision {}

    /** Yes, and what was read stays as it is. */
    record Keep() implements Decision {}

    /**
     * No, and what was read stays as it is.
     *
     * @param reason why
     * @param situation the row of {@code docs/protocol.md} that fits, for people
     */
    record Refuse(Refusal reason, String situation) implements Decision {}
}
