package dev.handoff.faults;

import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.SessionState;
import dev.handoff.faults.Violation.Kind;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Later answers and the row agree with every answer given before. A final state never changes. */
final class LossLaw implements Law {

    @Override
    public void look(Case of, BiConsumer<Kind, String> found) {
        answers(of, found);
        finals(of, found);
        of.row().ifPresentOrElse(row -> row(of, row, found), () -> missing(of, found));
        hostRows(of, found);
    }

    private static void answers(Case of, BiConsumer<Kind, String> found) {
        for (Entry entry : of.entries()) {
            if (of.keyMayBeGone(entry)) {
                continue;
            }
            boolean isForgotten =
                    isNewsOfNobody(of, entry) || (entry.answer() instanceof Answer.Status status && !status.claimed());
            if (isForgotten && of.hasHappened(entry, other -> other.answer() instanceof Answer.Connected)) {
                found.accept(Kind.LOST, "an accepted phone is unknown: " + entry);
            }
            boolean isThere = of.hasHappened(
                    entry,
                    other -> other.answer() instanceof Answer.Connected
                            || (other.ask() == Ask.START && other.answer() instanceof Answer.Code));
            if (isThere && entry.ask() != Ask.STEAL && entry.isRefused(Refusal.SESSION_NOT_FOUND)) {
                found.accept(Kind.LOST, "the session existed before: " + entry);
            }
            if (entry.ask() == Ask.MINT
                    && entry.answer() instanceof Answer.Code
                    && of.hasHappened(entry, other -> other.answer() instanceof Answer.Connected)
                    && !of.mayHaveHappened(entry, LossLaw::isRetry)) {
                found.accept(Kind.LOST, "a new code was minted while an attempt was in progress: " + entry);
            }
        }
    }

    /**
     * Checks for "not consumed" without a retryable failure before. After that failure, the next code is not consumed.
     */
    static boolean isNewsOfNobody(Case of, Entry entry) {
        return entry.isRefused(Refusal.HANDOFF_NOT_CONSUMED) && !of.mayHaveHappened(entry, LossLaw::isRetry);
    }

    static boolean isRetry(Entry entry) {
        return entry.ask() == Ask.FINISH && entry.outcome() == Outcome.Kind.FAILED_RETRYABLE;
    }

    private static void finals(Case of, BiConsumer<Kind, String> found) {
        List<SessionState> all = of.finals()
                .flatMap(entry -> Case.finalOf(entry).stream())
                .distinct()
                .toList();
        if (all.size() > 1) {
            found.accept(Kind.FINAL, "final states: " + all);
        }
        of.entries().stream()
                .filter(entry -> entry.answer() instanceof Answer.Connected
                        || (entry.answer() instanceof Answer.Status
                                && Case.finalOf(entry).isEmpty()
                                && !of.keyMayBeGone(entry)))
                .filter(entry ->
                        of.hasHappened(entry, other -> Case.finalOf(other).isPresent()))
                .forEach(entry -> found.accept(Kind.FINAL, "the state was final before: " + entry));
    }

    private static void row(Case of, Row row, BiConsumer<Kind, String> found) {
        List<Long> connections =
                of.connected().map(Case::connectionOf).distinct().toList();
        long latest = connections.stream().mapToLong(Long::longValue).max().orElse(0);
        if (row.connection() < latest) {
            found.accept(Kind.LOST, "connection " + latest + " was answered, but the row has " + row.connection());
        }
        Optional<SessionState> ended =
                of.finals().flatMap(entry -> Case.finalOf(entry).stream()).findFirst();
        if (ended.isPresent() && ended.get() != row.state()) {
            found.accept(Kind.LOST, ended.get() + " was answered, but the row has " + row.state());
        }
        long seen = of.entries().stream()
                .filter(entry -> entry.answer() instanceof Answer.Status && !of.keyMayBeGone(entry))
                .mapToLong(ConnectionLaw::sequence)
                .max()
                .orElse(0);
        if (row.version() < seen) {
            found.accept(Kind.LOST, "sequence " + seen + " was answered, but the row has version " + row.version());
        }
        long retries = of.asked(Ask.FINISH)
                .filter(entry -> entry.answer() instanceof Answer.Ended reported && !reported.isFinal())
                .map(Entry::connection)
                .distinct()
                .count();
        long writes = 1 + connections.size() + retries + (ended.isPresent() ? 1 : 0);
        if (row.version() < writes) {
            found.accept(Kind.LOST, writes + " writes were answered, but the row has version " + row.version());
        }
    }

    private static void missing(Case of, BiConsumer<Kind, String> found) {
        boolean isPromised = of.connected().findAny().isPresent()
                || of.finals().findAny().isPresent()
                || (!of.isUnstored() && of.asked(Ask.START).anyMatch(entry -> entry.answer() instanceof Answer.Code));
        if (isPromised) {
            found.accept(Kind.LOST, "the row is missing");
        }
    }

    /** Checks that the host has exactly one row for each connection that the row counts. */
    private static void hostRows(Case of, BiConsumer<Kind, String> found) {
        of.hostRows().ifPresent(rows -> {
            long latest = of.row().map(Row::connection).orElse(0L);
            List<Long> wanted = LongStream.rangeClosed(1, latest).boxed().collect(Collectors.toList());
            if (rows.size() != wanted.size() || !new TreeSet<>(rows).equals(new TreeSet<>(wanted))) {
                found.accept(
                        Kind.HALF,
                        "the host has rows for connections " + rows + ", but the latest connection is " + latest);
            }
        });
    }
}
