package dev.handoff.faults;

import java.util.function.BiConsumer;

/** A rule that always holds. It uses only the calls and their answers, and no code of the library. */
interface Law {

    void look(Case of, BiConsumer<Violation.Kind, String> found);
}
