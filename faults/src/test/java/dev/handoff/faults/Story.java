package dev.handoff.faults;

import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.SessionState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A diary for tests. Each call ends before the next one begins, unless {@link #lastTwoAtOnce} changes this. */
final class Story {

    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    static final Instant END = BEGIN.plus(Services.SESSION);
    static final Answer.Code CODE = new Answer.Code(1, BEGIN.plusSeconds(40));

    private static final List<String> RING = List.of("first");

    private final List<Entry> entries = new ArrayList<>();
    private Instant clock = BEGIN;
    private List<String> ring = RING;
    private @Nullable Row row;
    private @Nullable List<Long> hostRows;

    /** A page opens a session, device A is accepted, and device B is refused. */
    static Story begun() {
        return new Story()
                .start()
                .hello("A", new Answer.Connected(1))
                .hello("B", new Answer.Refused(Refusal.HANDOFF_DEVICE_MISMATCH))
                .row(SessionState.IN_PROGRESS, 2, 1);
    }

    /** The same as {@link #begun}, and then A reports success. */
    static Story finished() {
        return begun().finish("A", 1, Outcome.Kind.SUCCEEDED, new Answer.Ended(SessionState.SUCCEEDED))
                .status(SessionState.SUCCEEDED, 3)
                .row(SessionState.SUCCEEDED, 3, 1);
    }

    Story start() {
        return add("page", Ask.START, null, 0, null, CODE);
    }

    Story hello(String device, Answer answer) {
        return add(device, Ask.HELLO, CODE, 0, null, answer);
    }

    Story hello(String device, Answer.Code code, Answer answer) {
        return add(device, Ask.HELLO, code, 0, null, answer);
    }

    Story resume(String device, Answer answer) {
        return add(device, Ask.RESUME, CODE, 0, null, answer);
    }

    Story finish(String device, long connection, Outcome.Kind outcome, Answer answer) {
        return add(device, Ask.FINISH, null, connection, outcome, answer);
    }

    Story steal(String device, Answer answer) {
        return add(device, Ask.STEAL, null, 1, Outcome.Kind.SUCCEEDED, answer);
    }

    Story check(String device, long connection, Answer answer) {
        return add(device, Ask.CHECK, null, connection, null, answer);
    }

    Story mint(Answer answer) {
        return add("page", Ask.MINT, null, 0, null, answer);
    }

    Story status(SessionState state, long sequence) {
        return add("page", Ask.STATUS, null, 0, null, new Answer.Status(state, sequence, true, END));
    }

    Story answer(Answer answer) {
        return add("page", Ask.STATUS, null, 0, null, answer);
    }

    Story at(Instant now) {
        clock = now;
        return this;
    }

    Story ring(String... names) {
        ring = List.of(names);
        return this;
    }

    Story row(SessionState state, long version, long connection) {
        row = new Row(state, version, connection);
        return this;
    }

    Story noRow() {
        row = null;
        return this;
    }

    Story hostRows(Long... connections) {
        hostRows = List.of(connections);
        return this;
    }

    /** Makes the last two calls concurrent. */
    Story lastTwoAtOnce() {
        int last = entries.size() - 1;
        Entry first = entries.get(last - 1);
        Entry second = entries.get(last);
        entries.set(last - 1, timed(first, first.asked(), second.answered()));
        entries.set(last, timed(second, second.asked(), first.answered()));
        return this;
    }

    private static Entry timed(Entry entry, long asked, long answered) {
        return new Entry(
                asked,
                answered,
                entry.caller(),
                entry.node(),
                entry.ask(),
                entry.code(),
                entry.connection(),
                entry.outcome(),
                entry.answer(),
                entry.clock(),
                entry.ring());
    }

    private Story add(
            String caller,
            Ask ask,
            Answer.@Nullable Code code,
            long connection,
            Outcome.@Nullable Kind outcome,
            Answer answer) {
        long asked = 10L * (entries.size() + 1);
        entries.add(new Entry(asked, asked + 5, caller, "node1", ask, code, connection, outcome, answer, clock, ring));
        return this;
    }

    List<Violation.Kind> violations() {
        return Judge.judge(new Case(false, entries, Optional.ofNullable(row), Optional.ofNullable(hostRows))).stream()
                .map(Violation::kind)
                .distinct()
                .toList();
    }
}
