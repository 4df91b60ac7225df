package dev.handoff.faults;

import dev.handoff.Outcome;
import dev.handoff.faults.Violation.Kind;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** At most one device is accepted, each code and each attempt is consumed once, and only that device finishes. */
final class WinnerLaw implements Law {

    @Override
    public void look(Case of, BiConsumer<Kind, String> found) {
        Set<String> winners = of.winners();
        if (winners.size() > 1) {
            found.accept(Kind.WINNERS, winners.size() + " devices were accepted: " + winners);
        }
        List<Entry> hellos =
                of.connected().filter(entry -> entry.ask() == Ask.HELLO).toList();
        long codes = hellos.stream()
                .map(entry -> Objects.requireNonNull(entry.code()).code())
                .distinct()
                .count();
        if (codes < hellos.size()) {
            found.accept(Kind.WINNERS, "a code was consumed twice");
        }
        long retries = of.asked(Ask.FINISH)
                .filter(entry -> entry.outcome() == Outcome.Kind.FAILED_RETRYABLE && entry.mayHaveWritten())
                .map(Entry::connection)
                .distinct()
                .count();
        if (hellos.size() > retries + 1) {
            found.accept(
                    Kind.WINNERS, hellos.size() + " hellos were accepted, with " + retries + " retryable failures");
        }
        Set<String> accepted = of.connected().map(Entry::caller).collect(Collectors.toSet());
        of.entries().stream()
                .filter(entry -> entry.ask() == Ask.FINISH || entry.ask() == Ask.STEAL)
                .filter(entry -> entry.answer() instanceof Answer.Ended)
                .filter(entry -> entry.ask() == Ask.STEAL || !accepted.contains(entry.caller()))
                .forEach(entry -> found.accept(Kind.WINNERS, "a device that was never accepted finished: " + entry));
    }
}
