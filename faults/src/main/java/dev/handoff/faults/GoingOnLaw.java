package dev.handoff.faults;

import dev.handoff.Refusal;
import dev.handoff.faults.Violation.Kind;
import java.util.Set;
import java.util.function.BiConsumer;

/** Whoever was let in can always find out, and go on. */
final class GoingOnLaw implements Law {

    /** What a device that was let in is never told. */
    private static final Set<Refusal> NEVER =
            Set.of(Refusal.HANDOFF_DEVICE_MISMATCH, Refusal.HANDOFF_TOKEN_INVALID, Refusal.SESSION_NOT_FOUND);

    @Override
    public void look(Case of, BiConsumer<Kind, String> found) {
        for (Entry entry : of.entries()) {
            if (entry.ask() == Ask.STEAL
                    || of.keyMayBeGone(entry)
                    || !of.hasHappened(
                            entry,
                            won -> won.answer() instanceof Answer.Connected
                                    && won.caller().equals(entry.caller()))) {
                continue;
            }
            boolean isShutOut = NEVER.stream().anyMatch(entry::isRefused)
                    || LossLaw.isNewsOfNobody(of, entry)
                    || (entry.isRefused(Refusal.HANDOFF_TOKEN_EXPIRED) && !of.mayHaveHappened(entry, LossLaw::isRetry));
            if (isShutOut) {
                found.accept(Kind.LOCKED_OUT, "it was let in before: " + entry);
            }
        }
    }
}
