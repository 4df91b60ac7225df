package dev.handoff.store.cassandra;

import java.util.ArrayList;
import java.util.List;

/**
 * The faults and warnings about a cluster. Each sentence says what to do.
 *
 * @param faults could let two phones win, or lose sessions
 * @param warnings could cause trouble later
 */
record Findings(List<String> faults, List<String> warnings) {

    Findings() {
        this(new ArrayList<>(), new ArrayList<>());
    }

    void fault(boolean isPresent, String sentence) {
        if (isPresent) {
            faults.add(sentence);
        }
    }

    void warning(boolean isPresent, String sentence) {
        if (isPresent) {
            warnings.add(sentence);
        }
    }
}
