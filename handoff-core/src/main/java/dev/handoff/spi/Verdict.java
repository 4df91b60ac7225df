package dev.handoff.spi;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the attempt that was claimed last went, in the words of who finished it.
 *
 * @param kind what was asked for
 * @param failureCode 1 to 64 characters of visible ASCII for a failure, null for a success
 * @param recordedAt when
 */
public record Verdict(Kind kind, @Nullable String failureCode, Instant recordedAt) {

    public Verdict {
        if (failureCode != null) {
            Check.visibleAscii(failureCode, 64, "failure code");
        }
        Check.require((kind == Kind.SUCCEEDED) == (failureCode == null), "a failure, and only it, has a failure code");
        Check.instant(recordedAt, "instant of the verdict");
    }

    /** What was asked for. A retryable failure may still have become final, which the record's state says. */
    public enum Kind {
        /** It worked. */
        SUCCEEDED,
        /** It did not, for good. */
        FAILED,
        /** It did not, and may be tried again. */
        FAILED_RETRYABLE
    }
}
