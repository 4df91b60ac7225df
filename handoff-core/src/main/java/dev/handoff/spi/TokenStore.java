package dev.handoff.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * Keeps one record for each session. A store applies no rule of the handoff.
 *
 * <p>Implementations MUST be safe for use by many threads and, if the data is shared, by many processes. Each method
 * MUST be atomic, and its effect MUST be as durable as the store is when the method returns. A store MUST NOT change a
 * record: every part comes back equal to the part that was stored, the body to the last space. The best type for the
 * end is a 64-bit count of milliseconds since 1970.
 *
 * <p>A method that fails throws {@link TokenStoreException}. After a write of unknown effect, core reads the record
 * once; after an exception it retries nothing. If the thread was interrupted, it MUST still be interrupted when the
 * method returns or throws.
 */
public interface TokenStore {

    /**
     * Inserts a record if its key has no record.
     *
     * @return true if the record was inserted; false if it was not, because the key has a record, or because the store
     *     lost a race and knows for certain that nothing was written. Core then reads the record again. After any other
     *     failure the store MUST NOT return false, because a failed write does not show whether there is a record
     */
    boolean insert(StoredRecord record);

    /**
     * Returns the record under this key, as it was written last by any process; empty if the key has no record. MUST
     * NOT answer from a cache or a lagging replica.
     *
     * @param key 64 lower-case hexadecimal characters
     */
    Optional<StoredRecord> find(String key);

    /**
     * Writes stamp and body of {@code next} if, and only if, the record under the key still has the stamp of
     * {@code expected}. {@code next} has the same key and end as {@code expected}, and a stamp that no record ever had.
     *
     * @return true if {@code next} is written; false if nothing was written
     */
    boolean replace(StoredRecord expected, StoredRecord next);

    /**
     * Deletes records of sessions that ended before an instant ({@code endsAt < endedBefore}), and no others. A
     * session's end never changes. A store that expires records automatically, once their sessions have ended and the
     * policy's retention has passed, may do nothing and return 0.
     *
     * @param limit the most records to delete, 1 or more
     * @return the number of deleted records; less than the limit if no more were found, or if other callers deleted
     *     records at the same time
     */
    int purge(Instant endedBefore, int limit);
}
