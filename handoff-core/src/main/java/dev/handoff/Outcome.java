package dev.handoff;

import dev.handoff.spi.Verdict;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt went. Immutable.
 *
 * @param kind how
 * @param failureCode the host's own code for what went wrong: 1 to 64 of {@code A-Z a-z 0-9 _ . -}; null for a success
 */
public record Outcome(Verdict.Kind kind, @Nullable String failureCode) {

    private static final Pattern FAILURE_CODE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    /**
     * Checks that kind and code fit.
     *
     * @throws IllegalArgumentException if a failure has no well-formed code, or a success has one
     */
    public Outcome {
        Objects.requireNonNull(kind, "kind");
        boolean fits = kind == Verdict.Kind.SUCCEEDED
                ? failureCode == null
                : failureCode != null && isFailureCode(failureCode);
        if (!fits) {
            throw new IllegalArgumentException("a failure code is 1 to 64 of [A-Za-z0-9_.-], and a success has none");
        }
    }

    /** It worked. */
    public static Outcome succeeded() {
        return new Outcome(Verdict.Kind.SUCCEEDED, null);
    }

    /** It did not work, for good. */
    public static Outcome failed(String failureCode) {
        return new Outcome(Verdict.Kind.FAILED, failureCode);
    }

    /** It did not work, and the same phone may try again, until the policy's number of failures is reached. */
    public static Outcome failedRetryably(String failureCode) {
        return new Outcome(Verdict.Kind.FAILED_RETRYABLE, failureCode);
    }

    /** Whether this text can be a failure code. */
    public static boolean isFailureCode(String text) {
        return FAILURE_CODE.matcher(text).matches();
    }
}
