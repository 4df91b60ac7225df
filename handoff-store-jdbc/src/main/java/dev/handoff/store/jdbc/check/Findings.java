package dev.handoff.store.jdbc.check;

import dev.handoff.store.jdbc.check.TokenStoreCheck.Code;
import dev.handoff.store.jdbc.check.TokenStoreCheck.Finding;
import dev.handoff.store.jdbc.check.TokenStoreCheck.Severity;
import dev.handoff.store.jdbc.internal.SqlFailures;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is found: every note, and of every other code what was found first. For one thread. */
final class Findings {

    private final List<Finding> all = new ArrayList<>();

    void add(Code code, String detail) {
        if (code.severity() == Severity.NOTE || all.stream().noneMatch(finding -> finding.code() == code)) {
            all.add(new Finding(code, detail));
        }
    }

    /** What the failure itself tells, else this code. */
    void add(Code code, SQLException failed) {
        Code told =
                SqlFailures.isReadOnly(failed) ? Code.READ_ONLY : SqlFailures.isTimeout(failed) ? Code.TIMEOUT : code;
        add(told, SqlFailures.codeOf(failed));
    }

    List<Finding> worstFirst() {
        return all.stream()
                .sorted(Comparator.comparing(finding -> finding.code().severity()))
                .toList();
    }
}
