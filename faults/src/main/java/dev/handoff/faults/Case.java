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
 * What the judge has of one session.
 *
 * @param isUnstored whether it lived in its page's proof until a phone came
 * @param entries the diary, in the order of asking
 * @param row what the database holds in the end
 * @param hostRows the connections for which the host committed a row of its own, each as often as it did; empty where
 *     the host has no transactions
 */
record Case(boolean isUnstored, List<Entry> entries, Optional<Row> row, Optional<List<Long>> hostRows) {

    Stream<Entry> asked(Ask ask) {
        return entries.stream().filter(entry -> entry.ask() == ask);
    }

    /** The phones that were let in. */
    Stream<Entry> connected() {
        return entries.stream().filter(entry -> entry.answer() instanceof Answer.Connected);
    }

    static long connectionOf(Entry connected) {
        return ((Answer.Connected) connected.answer()).connection();
    }

    /** The devices that were let in, or were told that they are the one that is bound. */
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

    /** Whether a call may have done this before that one was answered. */
    boolean mayHaveHappened(Entry by, Predicate<Entry> what) {
        return entries.stream().anyMatch(entry -> entry.mayPrecede(by) && what.test(entry));
    }

    /** Whether a call was over, and this was its answer, before that one was asked. */
    boolean hasHappened(Entry before, Predicate<Entry> what) {
        return entries.stream().anyMatch(entry -> entry.isBefore(before) && what.test(entry));
    }

    /** The session's end, as every status tells it. */
    Optional<Instant> end() {
        return entries.stream()
                .filter(entry -> entry.answer() instanceof Answer.Status)
                .map(entry -> ((Answer.Status) entry.answer()).endsAt())
                .findFirst();
    }

    /**
     * What may have opened the session. Each opening of an unstored one makes a life; the last is the one that is
     * played.
     */
    private Stream<Entry> starts() {
        List<Entry> starts = asked(Ask.START).filter(Entry::mayHaveWritten).toList();
        return (isUnstored && !starts.isEmpty() ? starts.subList(starts.size() - 1, starts.size()) : starts).stream();
    }

    /** Whether the session is over by the clock that this call went by. */
    boolean isPastEnd(Entry entry) {
        return end().map(end -> !entry.clock().isBefore(end)).orElse(false);
    }

    /** Whether the key that the session was opened under may not have been in the ring of the node that was asked. */
    boolean keyMayBeGone(Entry entry) {
        return starts().anyMatch(start -> !isSignerIn(start, entry.ring()));
    }

    /** Whether that key was certainly not in the ring. */
    boolean keyIsGone(Entry entry) {
        return starts().findAny().isPresent() && starts().noneMatch(start -> isSignerIn(start, entry.ring()));
    }

    private static boolean isSignerIn(Entry start, List<String> ring) {
        return ring.contains(start.ring().get(0));
    }

    /** The final states that anybody was told, each with the call that told it. */
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
