package dev.handoff.store.jdbc.internal;

import java.sql.SQLException;

/** Deletes in batches, so that no statement is too long and no transaction holds too many locks. */
public final class PurgeBatches {

    /** So many keys go into one deletion at most. */
    static final int LARGEST = 500;

    private PurgeBatches() {}

    /** Deletes up to so many rows; answers how many. */
    @FunctionalInterface
    public interface Batch {

        /** Deletes one batch. */
        int delete(int size) throws SQLException;
    }

    /** Deletes batches until one deletes nothing or the limit is reached; answers how many rows were deleted. */
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
