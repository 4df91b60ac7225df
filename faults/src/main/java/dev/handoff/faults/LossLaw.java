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

/** What was promised is kept: by what is told later on, and by the row; a final state stays as it is. */
final class LossLaw implements Law {

    @Override
    public void look(Case of, BiConsumer<Kind, String> found) {
        told(of, found);
        finals(of, found);
        of.row().ifPresentOrElse(row -> row(of, row, found), () -> missing(of, found));
        hostRows(of, found);
    }

    private static void told(Case of, BiConsumer<Kind, String> found) {
        for (Entry entry : of.entries()) {
            if (of.keyMayBeGone(entry)) {
                continue;
            }
            boolean isForgotten =
                    isNewsOfNobody(of, entry) || (entry.answer() instanceof Answer.Status status && !status.claimed());
            if (isForgotten && of.hasHappened(entry, other -> other.answer() instanceof Answer.Connected)) {
                found.accept(Kind.LOST, "a phone was let in, and then nothing is known of it: " + entry);
            }
            boolean isThere = of.hasHappened(
                    entry,
                    other -> other.answer() instanceof Answer.Connected
                            || (other.ask() == Ask.START && other.answer() instanceof Answer.Code));
            if (isThere && entry.ask() != Ask.STEAL && entry.isRefused(Refusal.SESSION_NOT_FOUND)) {
                found.accept(Kind.LOST, "the session was there: " + entry);
            }
            if (entry.ask() == Ask.MINT
                    && entry.answer() instanceof Answer.Code
                    && of.hasHappened(entry, other -> other.answer() instanceof Answer.Connected)
                    && !of.mayHaveHappened(entry, LossLaw::isRetry)) {
                found.accept(Kind.LOST, "a phone is at work, and there is a new code: " + entry);
            }
        }
    }

    /** With the code of the next try, after a retryable failure, this is no more than the truth. */
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
                .forEach(entry -> found.accept(Kind.FINAL, "it was final before: " + entry));
    }

    private static void row(Case of, Row row, BiConsumer<Kind, String> found) {
        List<Long> connections =
                of.connected().map(Case::connectionOf).distinct().toList();
        long latest = connections.stream().mapToLong(Long::longValue).max().orElse(0);
        if (row.connection() < latest) {
            found.accept(Kind.LOST, "connection " + latest + " was promised, and the row has " + row.connection());
        }
        Optional<SessionState> ended =
                of.finals().flatMap(entry -> Case.finalOf(entry).stream()).findFirst();
        if (ended.isPresent() && ended.get() != row.state()) {
            found.accept(Kind.LOST, ended.get() + " was promised, and the row says " + row.state());
        }
        long seen = of.entries().stream()
                .filter(entry -> entry.answer() instanceof Answer.Status && !of.keyMayBeGone(entry))
                .mapToLong(ConnectionLaw::sequence)
                .max()
                .orElse(0);
        if (row.version() < seen) {
            found.accept(Kind.LOST, "sequence " + seen + " was told, and the row has " + row.version());
        }
        long retries = of.asked(Ask.FINISH)
                .filter(entry -> entry.answer() instanceof Answer.Ended reported && !reported.isFinal())
                .map(Entry::connection)
                .distinct()
                .count();
        long writes = 1 + connections.size() + retries + (ended.isPresent() ? 1 : 0);
        if (row.version() < writes) {
            found.accept(Kind.LOST, writes + " writes were promised, and the row has " + row.version());
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

    /** Each connection that the row counts was written together with a row of the host's, and with one only. */
    private static void hostRows(Case of, BiConsumer<Kind, String> found) {
        of.hostRows().ifPresent(rows -> {
            long latest = of.row().map(Row::connection).orElse(0L);
            List<Long> wanted = LongStream.rangeClosed(1, latest).boxed().collect(Collectors.toList());
            if (rows.size() != wanted.size() || !new TreeSet<>(rows).equals(new TreeSet<>(wanted))) {
                found.accept(Kind.HALF, "the host has rows for connections " + rows + " of " + latest);
            }
        });
    }
}
