package dev.handoff.faults;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The counts of one fault. Not thread-safe. */
final class Outcomes {

    private static final int SHOWN = 3;

    private final Map<Violation.Kind, Integer> counts = new EnumMap<>(Violation.Kind.class);
    private final List<Violation> shown = new ArrayList<>();
    int strikes;
    long handoffs;
    long troubles;
    long calls;
    double seconds;

    void add(List<Violation> violations) {
        for (Violation violation : violations) {
            if (counts.merge(violation.kind(), 1, Integer::sum) == 1 || shown.size() < SHOWN) {
                shown.add(violation);
            }
        }
    }

    int count(Violation.Kind kind) {
        return counts.getOrDefault(kind, 0);
    }

    boolean isClean() {
        return counts.isEmpty();
    }

    /** Returns the first violations, for printing. */
    List<Violation> shown() {
        return shown;
    }
}
