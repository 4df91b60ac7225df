package dev.handoff.faults;

import java.util.ArrayList;
import java.util.List;

/** Returns the violations in a session's diary and rows. A pure function. */
final class Judge {

    private static final List<Law> LAWS = List.of(
            new WinnerLaw(), new ConnectionLaw(), new LossLaw(), new GoingOnLaw(), new TimeLaw(), new TruthLaw());

    private Judge() {}

    static List<Violation> judge(Case of) {
        List<Violation> violations = new ArrayList<>();
        for (Law law : LAWS) {
            law.look(of, (kind, what) -> violations.add(new Violation(kind, what, of.entries())));
        }
        return violations;
    }
}
