package dev.handoff.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs {@link MemoryBenchmark} in rounds. A round runs every benchmark once, each in a separate JVM, and has its own
 * ratios: other work on the machine then slows both sides of a ratio.
 */
final class MemoryRun {

    private final Scale scale;
    private final Map<String, List<Double>> nanos = new TreeMap<>();
    private final Map<String, List<Double>> bytes = new TreeMap<>();

    MemoryRun(Scale scale) {
        this.scale = scale;
    }

    /**
     * The size of a run.
     *
     * @param forks the number of JVMs for each benchmark of a round; 0 for this JVM
     * @param warmups the number of warm-up batches
     * @param batch the number of calls in a batch
     */
    record Scale(int rounds, int forks, int warmups, int measurements, int batch) {

        static final Scale SHORT = new Scale(3, 1, 8, 10, 8_192);
        static final Scale LONG = new Scale(21, 1, 12, 20, 8_192);
    }

    String report() throws RunnerException {
        for (int round = 0; round < scale.rounds(); round++) {
            for (RunResult result : new Runner(options()).run()) {
                String label = result.getParams().getBenchmark();
                String name = label.substring(label.lastIndexOf('.') + 1);
                add(nanos, name, secondary(result, CpuProfiler.LABEL));
                add(bytes, name, secondary(result, "gc.alloc.rate.norm") / scale.batch());
            }
        }
        StringBuilder report = new StringBuilder(String.format(
                Locale.ROOT, "ratios of CPU time within rounds, median and quartiles of %d rounds%n", scale.rounds()));
        ratio(report, "handoff", "floorOfHandoff");
        ratio(report, "handoff", "unstoredHandoff");
        ratio(report, "forgedToken", "oneMac");
        ratio(report, "handoff", "oneTimeToken");
        report.append(String.format("%ncalls, medians of CPU time and allocated bytes%n"));
        nanos.forEach((name, values) -> report.append(String.format(
                Locale.ROOT,
                "%-15s %6.0f ns %6.0f bytes%n",
                name,
                Quartiles.of(values).median(),
                Quartiles.of(valuesOf(bytes, name)).median())));
        return report.toString();
    }

    /** Uses -Xbatch, so that compilation runs in the foreground: on a busy machine the warm-up would end before it. */
    private Options options() {
        return new OptionsBuilder()
                .include(MemoryBenchmark.class.getName())
                .forks(scale.forks())
                .warmupIterations(scale.warmups())
                .warmupBatchSize(scale.batch())
                .measurementIterations(scale.measurements())
                .measurementBatchSize(scale.batch())
                .jvmArgsAppend("-Xbatch", "-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch")
                .addProfiler(CpuProfiler.class)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
    }

    private static double secondary(RunResult result, String label) {
        Result<?> found = Objects.requireNonNull(result.getSecondaryResults().get(label), label);
        return found.getScore();
    }

    private void ratio(StringBuilder report, String name, String other) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < scale.rounds(); round++) {
            ratios.add(valuesOf(nanos, name).get(round) / valuesOf(nanos, other).get(round));
        }
        report.append(String.format(Locale.ROOT, "%-32s %s%n", name + " / " + other, Quartiles.of(ratios)));
    }

    private static void add(Map<String, List<Double>> values, String name, double value) {
        values.computeIfAbsent(name, unseen -> new ArrayList<>()).add(value);
    }

    private static List<Double> valuesOf(Map<String, List<Double>> values, String name) {
        return Objects.requireNonNull(values.get(name), name);
    }
}
