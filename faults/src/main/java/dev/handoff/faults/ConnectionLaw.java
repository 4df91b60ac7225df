package dev.handoff.faults;

import dev.handoff.faults.Violation.Kind;
import java.util.List;
import java.util.function.BiConsumer;

/** Connection numbers are unique and rise, only the latest connection is accepted, and the sequence never falls. */
final class ConnectionLaw implements Law {

    @Override
    public void look(Case of, BiConsumer<Kind, String> found) {
        List<Entry> connected = of.connected().toList();
        if (connected.stream().map(Case::connectionOf).distinct().count() < connected.size()) {
            found.accept(Kind.CONNECTIONS, "two connections have the same number");
        }
        for (Entry later : connected) {
            long number = Case.connectionOf(later);
            connected.stream()
                    .filter(earlier -> earlier.isBefore(later) && Case.connectionOf(earlier) > number)
                    .forEach(earlier -> found.accept(Kind.CONNECTIONS, later + " came after " + earlier));
        }
        of.entries().stream()
                .filter(entry -> (entry.ask() == Ask.FINISH && entry.answer() instanceof Answer.Ended)
                        || (entry.ask() == Ask.CHECK && entry.answer() instanceof Answer.Status))
                .filter(entry -> of.hasHappened(
                        entry,
                        other -> other.answer() instanceof Answer.Connected newer
                                && newer.connection() > entry.connection()))
                .forEach(entry -> found.accept(Kind.CONNECTIONS, "a replaced connection was accepted: " + entry));
        List<Entry> statuses = of.entries().stream()
                .filter(entry -> entry.answer() instanceof Answer.Status && !of.keyMayBeGone(entry))
                .toList();
        for (Entry later : statuses) {
            statuses.stream()
                    .filter(earlier -> earlier.isBefore(later) && sequence(earlier) > sequence(later))
                    .findFirst()
                    .ifPresent(earlier -> found.accept(Kind.SEQUENCE, later + " came after " + earlier));
        }
    }

    static long sequence(Entry status) {
        return ((Answer.Status) status.answer()).sequence();
    }
}
