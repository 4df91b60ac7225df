package dev.handoff.store.cassandra;

import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with a cluster, with the remedy in each sentence.
 *
 * @param faults would let two phones win, or forget sessions
 * @param warnings may hurt some day
 */
record Findings(List<String> faults, List<String> warnings) {

    Findings() {
        this(new ArrayList<>(), new ArrayList<>());
    }

    void fault(boolean isThere, String words) {
        if (isThere) {
            faults.add(words);
        }
    }

    void warning(boolean isThere, String words) {
        if (isThere) {
            warnings.add(words);
        }
    }
}
