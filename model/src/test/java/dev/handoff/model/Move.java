package dev.handoff.model;

import dev.handoff.HandoffService;
import dev.handoff.model.Oracle.Expected;
import java.util.function.Supplier;

/**
 * A call that the oracle and the library can answer.
 *
 * @param name the call in words
 */
record Move(String name, int node, StoreUse use, Rule rule, Doing doing) {

    /** The store calls that a move may make. Only moves that write take part in races. */
    enum StoreUse {
        NONE,
        READS,
        WRITES
    }

    /** Returns the oracle's expectation. */
    interface Rule {
        Expected expect(World world, long now);
    }

    /** Prepares the call. The supplier makes the call, and returns a {@code Result} or a number of records. */
    interface Doing {
        Supplier<Object> prepare(HandoffService node, Position position);
    }

    /** A call that needs no preparation. */
    interface Call {
        Object on(HandoffService service);
    }

    static Doing call(Call call) {
        return (service, position) -> () -> call.on(service);
    }

    Expected ask(World world, long now) {
        return Oracle.ask(world, () -> rule.expect(world, now));
    }
}
