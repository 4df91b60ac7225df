package dev.handoff.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code Main [minutes] [fault …]} plays all faults, or the named ones. Its exit code is 1 after any violation. */
public final class Main {

    private static final int LONG_RUN = 30;

    private Main() {}

    /**
     * Plays the faults and prints the table.
     *
     * @param args the minutes, 1 by default, and names of faults
     */
    public static void main(String[] args) throws Exception {
        List<String> names = new ArrayList<>(List.of(args));
        double minutes = names.isEmpty() || !names.get(0).matches("[0-9.]+") ? 1 : Double.parseDouble(names.remove(0));
        boolean isLongRun = minutes >= LONG_RUN;
        List<Fault> faults = Faults.named(names, isLongRun);
        Duration each = Duration.ofMillis((long) (minutes * 60_000 / faults.size()));
        Table table = new Table();
        boolean isViolated = false;
        try (Workshop workshop = Workshop.open()) {
            for (Fault fault : faults) {
                Optional<String> missing = fault.missing();
                if (missing.isPresent()) {
                    System.err.println("*** " + fault.name() + " SKIPPED: " + missing.get() + " ***");
                    table.addNotPlayed(fault, "SKIPPED", missing.get());
                    continue;
                }
                System.out.println("== " + fault.name() + ": " + fault.what());
                Budget budget = new Budget(each, isLongRun ? fault.atLeast() : 1);
                try (Stage stage = fault.open(workshop)) {
                    Outcomes outcomes = Match.play(stage, budget);
                    table.add(fault, outcomes);
                    print(outcomes);
                    isViolated |= !outcomes.isClean() && !fault.mayLose();
                } catch (Exception broken) {
                    // for example a server that does not start again: the other faults are still played
                    broken.printStackTrace();
                    table.addNotPlayed(fault, "BROKEN", String.valueOf(broken.getMessage()));
                    isViolated = true;
                }
            }
        }
        System.out.println("\n" + table);
        System.exit(isViolated ? 1 : 0);
    }

    private static void print(Outcomes outcomes) {
        System.out.printf(
                "   %d strikes, %d handoffs, %d calls failed%n",
                outcomes.strikes, outcomes.handoffs, outcomes.troubles);
        for (Violation violation : outcomes.shown()) {
            System.out.println("   VIOLATION " + violation.kind() + ": " + violation.what());
            violation.calls().forEach(call -> System.out.println("      " + call));
        }
    }
}
