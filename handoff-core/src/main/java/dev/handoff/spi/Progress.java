package dev.handoff.spi;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a session has come.
 *
 * @param state the state that was written
 * @param failures how many attempts failed so far
 * @param completedAt when a final state was reached, null before
 */
public record Progress(
        RecordState state, int failures, @Nullable Instant completedAt) {

    /** Of a session that was just opened. */
    public static final Progress NONE = new Progress(RecordState.CREATED, 0, null);

    public Progress {
        Check.range(failures, 0, Integer.MAX_VALUE, "number of failures");
        Check.instant(completedAt, "instant of completion");
    }
}
