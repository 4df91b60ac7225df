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
 * @param kind the kind of outcome
 * @param failureCode the host's own code for the failure: 1 to 64 of {@code A-Z a-z 0-9 _ . -}; null for a success
 */
public record Outcome(Kind kind, @Nullable String failureCode) {

    private static final Outcome SUCCEEDED = new Outcome(Kind.SUCCEEDED, null);

    /**
     * Makes an outcome.
     *
     * @throws IllegalArgumentException if a failure has no well-formed code, or a success has a code
     */
    public Outcome {
        Objects.requireNonNull(kind, "kind");
        boolean fits = kind == Kind.SUCCEEDED ? failureCode == null : failureCode != null && isFailureCode(failureCode);
        if (!fits) {
            throw new IllegalArgumentException("a failure needs a code of 1 to " + Limits.TEXT_LENGTH
                    + " characters of [A-Za-z0-9_.-], and a success must have no code");
        }
    }

    /** Returns a success. */
    public static Outcome succeeded() {
        return SUCCEEDED;
    }

    /**
     * Returns a failure that ends the session.
     *
     * @throws IllegalArgumentException if the failure code is not well-formed
     */
    public static Outcome failed(String failureCode) {
        return new Outcome(Kind.FAILED, failureCode);
    }

    /**
     * Returns a failure after which the same phone may try again, unless the policy's number of failures is reached.
     *
     * @throws IllegalArgumentException if the failure code is not well-formed
     */
    public static Outcome failedRetryably(String failureCode) {
        return new Outcome(Kind.FAILED_RETRYABLE, failureCode);
    }

    /** Returns the outcome of a recorded report. */
    static Outcome of(Report report) {
        return new Outcome(Kind.valueOf(report.ending().name()), report.failureCode());
    }

    /** Returns the report of this outcome at a moment. */
    Report reportedAt(Instant now) {
        return new Report(Ending.valueOf(kind.name()), failureCode, now);
    }

    /** Checks whether a text can be a failure code. */
    public static boolean isFailureCode(String text) {
        boolean fits = !text.isEmpty() && text.length() <= Limits.TEXT_LENGTH;
        for (int i = 0; fits && i < text.length(); i++) {
            char c = text.charAt(i);
            fits = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '-' && c <= '9' && c != '/') || c == '_';
        }
        return fits;
    }

    /**
     * How an attempt went. The session's state says whether a retryable failure was the last allowed failure, and so
     * final.
     */
    public enum Kind {
        /** The phone did its work. */
        SUCCEEDED,
        /** The work failed, and there is no other try. */
        FAILED,
        /** The work failed, and may be tried again. */
        FAILED_RETRYABLE
    }
}
