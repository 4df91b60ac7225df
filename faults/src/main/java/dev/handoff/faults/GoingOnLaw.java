package dev.handoff.faults;

import dev.handoff.Refusal;
import dev.handoff.faults.Violation.Kind;
import java.util.Set;
import java.util.function.BiConsumer;

/** A device that was accepted is never locked out. */
final class GoingOnLaw implements Law {

    /** The refusals that a device that was accepted never receives. */
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
                found.accept(Kind.LOCKED_OUT, "the device was accepted before: " + entry);
            }
        }
    }
}
