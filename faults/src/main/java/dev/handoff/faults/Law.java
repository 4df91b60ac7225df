package dev.handoff.faults;

import java.util.function.BiConsumer;

/** One thing that must hold, whatever happens. Knows what was asked and told, and no rule of the library. */
interface Law {

    void look(Case of, BiConsumer<Violation.Kind, String> found);
}
