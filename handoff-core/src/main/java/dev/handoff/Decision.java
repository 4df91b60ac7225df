package dev.handoff;

import dev.handoff.internal.session.Session;

/** What the rules decide about a session. */
sealed interface Decision {

    /**
     * Writes a session in the place of the session that was read, or as the first record.
     *
     * @param next the session to write
     */
    record Write(Session next) implements Decision {}

    /** Accepts the call and writes nothing. */
    record Keep() implements Decision {}

    /**
     * Refuses the call and writes nothing.
     *
     * @param reason the reason of the refusal
     * @param situation the row of {@code docs/protocol.md} that fits, for {@link Explanation}
     */
    record Refuse(Refusal reason, String situation) implements Decision {}
}
