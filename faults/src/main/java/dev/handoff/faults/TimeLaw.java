package dev.handoff.faults;

import dev.handoff.Refusal;
import dev.handoff.SessionState;
import dev.handoff.faults.Violation.Kind;
import java.time.Instant;
import java.util.function.BiConsumer;

/** Codes and sessions end exactly at their end, by the clock of the node that answers. */
final class TimeLaw implements Law {

    @Override
    public void look(Case of, BiConsumer<Kind, String> found) {
        long ends = of.entries().stream()
                .filter(entry -> entry.answer() instanceof Answer.Status)
                .map(entry -> ((Answer.Status) entry.answer()).endsAt())
                .distinct()
                .count();
        if (ends > 1) {
            found.accept(Kind.TIME, "the session's end has moved");
        }
        for (Entry entry : of.entries()) {
            if (isTooEarly(of, entry)) {
                found.accept(Kind.TIME, "over before its end: " + entry);
            }
            if (isTooLate(of, entry)) {
                found.accept(Kind.TIME, "not over after its end: " + entry);
            }
        }
    }

    private static boolean isTooEarly(Case of, Entry entry) {
        if (of.keyMayBeGone(entry) || of.isPastEnd(entry)) {
            return false;
        }
        if (entry.isRefused(Refusal.SESSION_EXPIRED)) {
            return !of.mayHaveHappened(entry, other -> other.ask() == Ask.FINISH || other.ask() == Ask.CANCEL);
        }
        if (entry.isRefused(Refusal.HANDOFF_TOKEN_EXPIRED)) {
            return entry.clock().isBefore(codeEnd(entry));
        }
        return entry.answer() instanceof Answer.Status status && status.state() == SessionState.EXPIRED;
    }

    private static boolean isTooLate(Case of, Entry entry) {
        if (entry.ask() == Ask.HELLO
                && entry.answer() instanceof Answer.Connected
                && !entry.clock().isBefore(codeEnd(entry))) {
            return true;
        }
        boolean goesOn = switch (entry.ask()) {
            case HELLO, RESUME -> entry.answer() instanceof Answer.Connected;
            case MINT -> entry.answer() instanceof Answer.Code;
            case CHECK -> entry.answer() instanceof Answer.Status;
            // an outcome that was reported in time is answered again at any time
            case FINISH ->
                entry.answer() instanceof Answer.Ended
                        && !of.mayHaveHappened(entry, other -> other.ask() == Ask.FINISH);
            default -> false;
        };
        return goesOn && of.isPastEnd(entry);
    }

    private static Instant codeEnd(Entry entry) {
        Answer.Code code = entry.code();
        return code == null ? Instant.MAX : code.expiresAt();
    }
}
