package dev.handoff.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * The median and the quartiles of some values. On a machine that does other work values vary widely; a few disturbed
 * values do not change the median.
 */
record Quartiles(double lower, double median, double upper) {

    /** Returns the quartiles of at least one value. */
    static Quartiles of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return new Quartiles(at(sorted, 1), at(sorted, 2), at(sorted, 3));
    }

    private static double at(List<Double> sorted, int quarter) {
        return sorted.get((sorted.size() - 1) * quarter / 4);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", median, lower, upper);
    }
}
