package dev.handoff;

import dev.handoff.internal.session.Limits;
import dev.handoff.internal.session.Report;
import dev.handoff.internal.session.Report.Ending;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt went, as the host reports it. Immutable.
 *
 * @param kind how
 * @param failureCode the host's own code for what went wrong: 1 to 64 of {@code A-Z a-z 0-9 _ . -}; null for a success
 */
public record Outcome(Kind kind, @Nullable String failureCode) {

    private static final Outcome SUCCEEDED = new Outcome(Kind.SUCCEEDED, null);

    /**
     * Checks that kind and code fit.
     *
     * @throws IllegalArgumentException if a failure has no well-formed code, or a success has one
     */
    public Outcome {
        Objects.requireNonNull(kind, "kind");
        boolean fits = kind == Kind.SUCCEEDED ? failureCode == null : failureCode != null && isFailureCode(failureCode);
        if (!fits) {
            throw new IllegalArgumentException(
                    "a failure code is 1 to " + Limits.TEXT_LENGTH + " of [A-Za-z0-9_.-], and a success has none");
        }
    }

    /** It worked. */
    public static Outcome succeeded() {
        return SUCCEEDED;
    }

    /** It did not work, and there is no other try. */
    public static Outcome failed(String failureCode) {
        return new Outcome(Kind.FAILED, failureCode);
    }

    /** It did not work, and the same phone may try again, until the policy's number of failures is reached. */
    public static Outcome failedRetryably(String failureCode) {
        return new Outcome(Kind.FAILED_RETRYABLE, failureCode);
    }

    /** What was reported. */
    static Outcome of(Report report) {
        return new Outcome(Kind.valueOf(report.ending().name()), report.failureCode());
    }

    /** This, reported at that moment. */
    Report reportedAt(Instant now) {
        return new Report(Ending.valueOf(kind.name()), failureCode, now);
    }

    /** Whether this text can be a failure code. */
    public static boolean isFailureCode(String text) {
        boolean fits = !text.isEmpty() && text.length() <= Limits.TEXT_LENGTH;
        for (int i = 0; fits && i < text.length(); i++) {
            char c = text.charAt(i);
            fits = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '-' && c <= '9' && c != '/') || c == '_';
        }
        return fits;
    }

    /** How an attempt went. A retryable failure can become final, which the session's state says. */
    public enum Kind {
        /** It worked. */
        SUCCEEDED,
        /** It did not work, and there is no other try. */
        FAILED,
        /** It did not work, and may be tried again. */
        FAILED_RETRYABLE
    }
}
