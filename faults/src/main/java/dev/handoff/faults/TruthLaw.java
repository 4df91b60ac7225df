package dev.handoff.faults;

import dev.handoff.Refusal;
import dev.handoff.faults.Violation.Kind;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Every refusal is explained by an earlier or concurrent call, and a call reported as without effect had no effect. */
final class TruthLaw implements Law {

    @Override
    public void look(Case of, BiConsumer<Kind, String> found) {
        for (Entry entry : of.entries()) {
            if (entry.answer() instanceof Answer.Broken) {
                found.accept(Kind.UNTRUE, "unexpected failure: " + entry);
            }
            if (of.keyIsGone(entry) && isGranted(entry)) {
                found.accept(Kind.UNTRUE, "accepted without the session's key in the ring: " + entry);
            }
            if (entry.ask() != Ask.STEAL
                    && entry.answer() instanceof Answer.Refused refused
                    && !hasReason(of, entry, refused.reason())) {
                found.accept(Kind.UNTRUE, "no call explains the refusal: " + entry);
            }
        }
    }

    private static boolean isGranted(Entry entry) {
        return entry.ask() != Ask.START
                && (entry.answer() instanceof Answer.Connected
                        || entry.answer() instanceof Answer.Ended
                        || entry.answer() instanceof Answer.Code);
    }

    private static boolean hasReason(Case of, Entry entry, Refusal reason) {
        Predicate<Entry> byThisDevice = other -> other.caller().equals(entry.caller());
        Predicate<Entry> hello = other -> other.ask() == Ask.HELLO;
        return switch (reason) {
            case HANDOFF_DEVICE_MISMATCH -> of.mayHaveHappened(entry, hello.and(byThisDevice.negate()));
            case HANDOFF_TOKEN_CONSUMED -> of.mayHaveHappened(entry, hello.and(byThisDevice));
            case HANDOFF_ATTEMPT_OVER -> of.mayHaveHappened(entry, LossLaw::isRetry);
            case CONNECTION_REPLACED ->
                of.mayHaveHappened(
                        entry, other -> isNewer(other, entry) && (hello.test(other) || other.ask() == Ask.RESUME));
            case SESSION_IN_PROGRESS -> of.mayHaveHappened(entry, hello);
            case HANDOFF_TOKEN_INVALID -> of.keyMayBeGone(entry);
            // TimeLaw and LossLaw check these refusals
            case SESSION_EXPIRED, HANDOFF_TOKEN_EXPIRED, HANDOFF_NOT_CONSUMED, SESSION_NOT_FOUND -> true;
            default -> false;
        };
    }

    /** Checks whether the other call made a newer connection, or a connection whose number is unknown. */
    private static boolean isNewer(Entry other, Entry call) {
        return !(other.answer() instanceof Answer.Connected made) || made.connection() > call.connection();
    }
}
