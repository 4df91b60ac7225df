package dev.handoff.store.jdbc;

import dev.handoff.store.jdbc.TokenStoreCheck.Code;
import dev.handoff.store.jdbc.TokenStoreCheck.Finding;
import dev.handoff.store.jdbc.TokenStoreCheck.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is found. For one thread. */
final class Findings {

    private final List<Finding> all = new ArrayList<>();

    void error(Code code, String text) {
        all.add(new Finding(Severity.ERROR, code, text));
    }

    void warning(Code code, String text) {
        all.add(new Finding(Severity.WARNING, code, text));
    }

    void note(Code code, String text) {
        all.add(new Finding(Severity.NOTE, code, text));
    }

    boolean has(Code code) {
        return all.stream().anyMatch(finding -> finding.code() == code);
    }

    List<Finding> worstFirst() {
        return all.stream().sorted(Comparator.comparing(Finding::severity)).toList();
    }
}
