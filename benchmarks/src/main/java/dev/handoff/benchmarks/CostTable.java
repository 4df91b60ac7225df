package dev.handoff.benchmarks;

import dev.handoff.benchmarks.Contender.Step;
import dev.handoff.benchmarks.Stopwatch.Cost;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The cost of every step for every contender in every round, with their ratios. */
final class CostTable {

    private static final List<List<String>> PAIRS = List.of(
            List.of("library", "bare"),
            List.of("library", "spring"),
            List.of("unstored", "library"),
            List.of("unstored", "spring"));

    private final Map<String, List<Cost>> costs = new LinkedHashMap<>();

    /** Adds the cost of a round. */
    void add(String contender, Step step, Cost cost) {
        costs.computeIfAbsent(key(contender, step), unseen -> new ArrayList<>()).add(cost);
    }

    boolean isEmpty() {
        return costs.isEmpty();
    }

    String report(int sessions) {
        StringBuilder report = new StringBuilder();
        for (List<String> pair : PAIRS) {
            String subject = pair.get(0);
            String other = pair.get(1);
            report.append(String.format(
                    Locale.ROOT,
                    "speed of %s, where %s is 1: median and quartiles of %d rounds of %d sessions%n%-18s%-24s%-24s%s%n",
                    subject,
                    other,
                    of(subject, Step.START).size(),
                    sessions,
                    "",
                    "by the clock",
                    "by the client's CPU",
                    "by the server's CPU"));
            for (Step step : Step.values()) {
                if (!of(other, step).isEmpty()) {
                    report.append(String.format(
                            "%-18s%-24s%-24s%s%n",
                            step,
                            speed(subject, other, step, Cost::wall),
                            speed(subject, other, step, Cost::clientCpu),
                            speed(subject, other, step, Cost::serverCpu)));
                }
            }
            report.append(System.lineSeparator());
        }
        report.append("microseconds per session: by the clock, of the client's CPU, of the server's CPU\n");
        costs.forEach((key, all) -> report.append(String.format(
                Locale.ROOT,
                "%-26s%6.0f %6.0f %6.0f%n",
                key,
                micros(all, Cost::wall, sessions),
                micros(all, Cost::clientCpu, sessions),
                micros(all, Cost::serverCpu, sessions))));
        return report.toString();
    }

    /** Returns the other's cost divided by the subject's, round by round. */
    private Quartiles speed(String subject, String other, Step step, ToDoubleFunction<Cost> kind) {
        List<Cost> others = of(other, step);
        List<Cost> subjects = of(subject, step);
        return Quartiles.of(IntStream.range(0, subjects.size())
                .mapToObj(round -> kind.applyAsDouble(others.get(round)) / kind.applyAsDouble(subjects.get(round)))
                .toList());
    }

    private static double micros(List<Cost> all, ToDoubleFunction<Cost> kind, int sessions) {
        return Quartiles.of(all.stream().map(kind::applyAsDouble).toList()).median() / sessions / 1e3;
    }

    private List<Cost> of(String contender, Step step) {
        return costs.getOrDefault(key(contender, step), List.of());
    }

    private static String key(String contender, Step step) {
        return step + " " + contender;
    }
}
