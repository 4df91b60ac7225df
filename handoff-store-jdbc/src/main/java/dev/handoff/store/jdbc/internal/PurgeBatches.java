package dev.handoff.store.jdbc.internal;

import java.sql.SQLException;

/** Deletes in batches, so that no statement is too long and no transaction holds too many locks. */
public final class PurgeBatches {

    /** The greatest number of keys in one deletion. */
    static final int LARGEST = 500;

    private PurgeBatches() {}

    /** Deletes at most {@code size} rows and returns how many it deleted. */
    @FunctionalInterface
    public interface Batch {
        int delete(int size) throws SQLException;
    }

    /** Deletes batches until a batch deletes nothing or the limit is reached. Returns how many rows were deleted. */
    public static int run(int limit, Batch batch) throws SQLException {
        int purged = 0;
        int deleted;
        do {
            deleted = batch.delete(Math.min(limit - purged, LARGEST));
            purged += deleted;
        } while (deleted > 0 && purged < limit);
        return purged;
    }
}
