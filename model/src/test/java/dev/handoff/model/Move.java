package dev.handoff.model;

import dev.handoff.HandoffService;
import dev.handoff.model.Oracle.Told;
import java.util.function.Supplier;

/**
 * A call that can be made: by the oracle and by the library.
 *
 * @param name in words
 * @param reads whether it only reads: a read alone races with nobody
 * @param untouched whether the store must not be asked
 */
record Move(String name, int node, boolean reads, boolean untouched, Rule rule, Doing doing) {

    /** What the oracle says. */
    interface Rule {
        Told tell(World world, long now);
    }

    /** Prepares the call, and gives what makes it: a {@code Result}, or a number of records. */
    interface Doing {
        Supplier<Object> prepare(HandoffService node, Position position);
    }

    Told ask(World world, long now) {
        return Oracle.ask(world, () -> rule.tell(world, now));
    }
}
