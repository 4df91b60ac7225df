package dev.handoff.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The printed table, with a line for each fault. Not thread-safe. */
final class Table {

    private final List<List<String>> lines = new ArrayList<>();

    Table() {
        List<String> head = new ArrayList<>(List.of("fault", "strikes", "handoffs", "calls", "failed", "seconds"));
        for (Violation.Kind kind : Violation.Kind.values()) {
            head.add(kind.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
        head.add("what happens");
        lines.add(head);
    }

    void add(Fault fault, Outcomes outcomes) {
        List<String> line = new ArrayList<>(List.of(
                fault.name(),
                String.valueOf(outcomes.strikes),
                String.valueOf(outcomes.handoffs),
                String.valueOf(outcomes.calls),
                String.valueOf(outcomes.troubles),
                String.format(Locale.ROOT, "%.0f", outcomes.seconds)));
        for (Violation.Kind kind : Violation.Kind.values()) {
            line.add(String.valueOf(outcomes.count(kind)));
        }
        line.add(fault.what() + (fault.mayLose() ? " (may lose commits: printed, not counted)" : ""));
        lines.add(line);
    }

    void addNotPlayed(Fault fault, String what, String why) {
        List<String> line = new ArrayList<>(List.of(fault.name(), what));
        while (line.size() < lines.get(0).size() - 1) {
            line.add("");
        }
        line.add(why.lines().findFirst().orElse(""));
        lines.add(line);
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        for (List<String> line : lines) {
            for (int column = 0; column < line.size(); column++) {
                int at = column;
                int width = lines.stream()
                        .mapToInt(other -> other.get(at).length())
                        .max()
                        .orElse(0);
                String cell = line.get(column);
                String space = " ".repeat(width - cell.length());
                boolean isText = column == 0 || column == line.size() - 1;
                out.append(isText ? cell + space : space + cell).append(column == line.size() - 1 ? "" : "  ");
            }
            out.setLength(out.toString().stripTrailing().length());
            out.append('\n');
        }
        return out.toString();
    }
}
