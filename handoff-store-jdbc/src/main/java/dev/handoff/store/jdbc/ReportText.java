package dev.handoff.store.jdbc;

import dev.handoff.store.jdbc.TokenStoreCheck.Races;
import dev.handoff.store.jdbc.TokenStoreCheck.Report;
import dev.handoff.store.jdbc.TokenStoreCheck.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** How a report reads. */
final class ReportText {

    private ReportText() {}

    static String of(Report report) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s: %s, checked in %.1f s",
                report.table(),
                report.isHealthy() ? "healthy" : "not healthy",
                report.took().toMillis() / 1e3));
        report.findings().forEach(finding -> lines.add(finding.toString()));
        report.timings().forEach(timing -> lines.add(of(timing)));
        Races races = report.races();
        if (races != null) {
            lines.add(of(races));
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static String of(Timing timing) {
        return String.format(
                Locale.ROOT,
                "%s: median %.3f ms, 95 %% within %.3f ms, %d rounds",
                timing.operation(),
                millis(timing.median()),
                millis(timing.percentile95()),
                timing.rounds());
    }

    private static String of(Races races) {
        List<String> winners = new ArrayList<>();
        new TreeMap<>(races.roundsByWinners())
                .forEach((count, rounds) ->
                        winners.add(count + (count == 1 ? " winner in " : " winners in ") + rounds + " rounds"));
        return String.format(
                Locale.ROOT,
                "races: %d rivals, %d rounds; %s; %d conflicts, %d failures",
                races.rivals(),
                races.rounds(),
                String.join(", ", winners),
                races.conflicts(),
                races.failures());
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
