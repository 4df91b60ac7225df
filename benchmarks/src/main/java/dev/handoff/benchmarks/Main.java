package dev.handoff.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Runs the benchmark {@code memory}, {@code postgres}, {@code waiting}, {@code scale postgres}, {@code scale mysql} or
 * {@code scale shards}. With the additional word {@code short}, a run takes little more than a minute.
 */
public final class Main {

    private static final Set<String> BENCHMARKS = Set.of("memory", "postgres", "waiting");

    private Main() {}

    /** Runs the benchmark that the arguments name. */
    public static void main(String[] arguments) throws Exception {
        Set<String> words = new HashSet<>(Arrays.asList(arguments));
        boolean isShort = words.remove("short");
        if (words.remove("scale")) {
            System.out.print(scale(words, isShort));
        } else if (words.size() != 1 || !BENCHMARKS.containsAll(words)) {
            System.err.println("usage: memory|postgres|waiting|scale postgres|scale mysql|scale shards [short]");
            System.exit(2);
        } else if (words.contains("memory")) {
            System.out.print(new MemoryRun(isShort ? MemoryRun.Scale.SHORT : MemoryRun.Scale.LONG).report());
        } else if (words.contains("postgres")) {
            Duration time = isShort ? Duration.ofSeconds(60) : Duration.ofMinutes(5);
            System.out.print(new PostgresRun(time, 1_000).report());
        } else {
            System.out.print((isShort ? new WaitingRun(100_000, 1_000) : new WaitingRun(1_000_000, 10_000)).report());
        }
    }

    private static String scale(Set<String> words, boolean isShort) throws Exception {
        if (words.equals(Set.of("shards"))) {
            return new ShardsRun(Duration.ofSeconds(2), isShort ? 8 : 40).report();
        }
        int rows = isShort ? 300_000 : 10_000_000;
        for (String word : words) {
            rows = word.matches("[0-9]+") ? Integer.parseInt(word) : rows;
        }
        Duration time = isShort ? Duration.ofSeconds(40) : Duration.ofMinutes(4);
        // a fifth to a quarter of the size of the table with its indexes
        String cache = isShort ? "32MB" : "1GB";
        try (ScaleServer server =
                words.contains("mysql") ? new MysqlScaleServer(cache) : new PostgresScaleServer(cache)) {
            return new ScaleRun(server, rows, time).report();
        }
    }
}
