package dev.handoff.spi;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What has been reported so far.
 *
 * @param failures how many attempts failed
 * @param verdict how the last claimed attempt went, null while it runs or where none was claimed
 * @param completedAt when the session reached a final state, null before
 */
public record Tally(
        int failures, @Nullable Verdict verdict, @Nullable Instant completedAt) {

    /** Nothing yet. */
    public static final Tally NONE = new Tally(0, null, null);

    public Tally {
        Check.range(failures, 0, Integer.MAX_VALUE, "number of failures");
        if (completedAt != null) {
            Check.instant(completedAt, "instant of completion");
        }
    }
}
