package dev.handoff.faults;

import dev.handoff.SessionState;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The judge's evidence of one session.
 *
 * @param isUnstored whether the session was unstored until a phone came
 * @param entries the diary, in the order of the calls' beginning
 * @param row the session's row at the end
 * @param hostRows the connections for which the host committed its own rows, with repetitions; empty if the host has no
 *     transactions
 */
record Case(boolean isUnstored, List<Entry> entries, Optional<Row> row, Optional<List<Long>> hostRows) {

    Stream<Entry> asked(Ask ask) {
        return entries.stream().filter(entry -> entry.ask() == ask);
    }

    /** Returns the accepted hellos and resumes. */
    Stream<Entry> connected() {
        return entries.stream().filter(entry -> entry.answer() instanceof Answer.Connected);
    }

    static long connectionOf(Entry connected) {
        return ((Answer.Connected) connected.answer()).connection();
    }

    /** Returns the devices that were accepted, or received a refusal that only the bound device gets. */
    Set<String> winners() {
        Set<String> winners = new HashSet<>();
        for (Entry entry : entries) {
            if (entry.answer() instanceof Answer.Connected
                    || entry.isRefused(dev.handoff.Refusal.HANDOFF_TOKEN_CONSUMED)) {
                winners.add(entry.caller());
            }
        }
        return winners;
    }

    /** Checks whether a matching call may have taken effect before this entry was answered. */
    boolean mayHaveHappened(Entry by, Predicate<Entry> what) {
        return entries.stream().anyMatch(entry -> entry.mayPrecede(by) && what.test(entry));
    }

    /** Checks whether a matching call was answered before this entry began. */
    boolean hasHappened(Entry before, Predicate<Entry> what) {
        return entries.stream().anyMatch(entry -> entry.isBefore(before) && what.test(entry));
    }

    /** Returns the session's end, which is the same in every status. */
    Optional<Instant> end() {
        return entries.stream()
                .filter(entry -> entry.answer() instanceof Answer.Status)
                .map(entry -> ((Answer.Status) entry.answer()).endsAt())
                .findFirst();
    }

    /**
     * Returns the calls that may have opened the session. Each opening of an unstored session makes a generation, and
     * the last one is played.
     */
    private Stream<Entry> starts() {
        List<Entry> starts = asked(Ask.START).filter(Entry::mayHaveWritten).toList();
        return (isUnstored && !starts.isEmpty() ? starts.subList(starts.size() - 1, starts.size()) : starts).stream();
    }

    /** Checks whether the session's end had passed by the node's clock at this call. */
    boolean isPastEnd(Entry entry) {
        return end().map(end -> !entry.clock().isBefore(end)).orElse(false);
    }

    /** Checks whether the session's key may have been missing in the ring of the node that answered. */
    boolean keyMayBeGone(Entry entry) {
        return starts().anyMatch(start -> !isSignerIn(start, entry.ring()));
    }

    /** Checks whether the session's key was certainly missing in the ring of the node that answered. */
    boolean keyIsGone(Entry entry) {
        return starts().findAny().isPresent() && starts().noneMatch(start -> isSignerIn(start, entry.ring()));
    }

    private static boolean isSignerIn(Entry start, List<String> ring) {
        return ring.contains(start.ring().get(0));
    }

    /** Returns the calls whose answer contains a final state. */
    Stream<Entry> finals() {
        return entries.stream().filter(entry -> finalOf(entry).isPresent());
    }

    static Optional<SessionState> finalOf(Entry entry) {
        SessionState state = null;
        if (entry.answer() instanceof Answer.Ended ended) {
            state = ended.state();
        } else if (entry.answer() instanceof Answer.Status status) {
            state = status.state();
        }
        return state != null && Answer.isFinal(state) ? Optional.of(state) : Optional.empty();
    }
}
