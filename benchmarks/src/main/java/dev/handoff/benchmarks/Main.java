package dev.handoff.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;

/** {@code memory} or {@code postgres}, each with {@code short} behind it for a run of little more than a minute. */
public final class Main {

    private static final Set<String> WORDS = Set.of("memory", "postgres", "short");

    private Main() {}

    /** Runs the benchmark that the first argument names. */
    public static void main(String[] arguments) throws Exception {
        Set<String> words = Set.copyOf(Arrays.asList(arguments));
        boolean isShort = words.contains("short");
        if (!WORDS.containsAll(words) || words.contains("memory") == words.contains("postgres")) {
            System.err.println("usage: memory|postgres [short]");
            System.exit(2);
        } else if (words.contains("memory")) {
            System.out.print(new MemoryRun(isShort ? MemoryRun.Scale.SHORT : MemoryRun.Scale.LONG).report());
        } else {
            Duration time = isShort ? Duration.ofSeconds(60) : Duration.ofMinutes(5);
            System.out.print(new PostgresRun(time, 1_000).report());
        }
    }
}
