package dev.handoff.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * Keeps one record per session. Four questions, no rules.
 *
 * <p>Implementations MUST be safe for use by many threads and, where the data is shared, by many processes. Each method
 * MUST be atomic on its own, and MUST be durable (as far as the store is) when it returns. A store MUST NOT change what
 * it keeps: every part of a record comes back equal to what was handed in, the body to the last space. The end is best
 * kept as a 64-bit count of milliseconds since 1970.
 *
 * <p>Trouble is reported as {@link TokenStoreException}. Core looks once after a write of unknown effect, and retries
 * nothing on an exception. A thread that was interrupted MUST still be interrupted when a call ends, whether it
 * answered or threw.
 */
public interface TokenStore {

    /**
     * Adds a record if its key has none.
     *
     * @return false when the record was not added, because the key has a record or because the store lost a race and
     *     can tell for certain that nothing was written; core then looks again. MUST NOT be false for any other
     *     trouble: a failed write says nothing about a record's existence, only looking does
     */
    boolean insert(StoredRecord record);

    /**
     * The record under this key, as last written by anybody. MUST NOT answer from a cache or a lagging replica.
     *
     * @param key 64 lower-case hexadecimal characters
     */
    Optional<StoredRecord> find(String key);

    /**
     * Writes stamp and body of {@code next} in the place of {@code expected}, if and only if the record under its key
     * still bears the stamp of {@code expected}. {@code next} has the same key and end, and a stamp that no record ever
     * bore.
     *
     * @return true when {@code next} is written for good, false when nothing was written
     */
    boolean replace(StoredRecord expected, StoredRecord next);

    /**
     * Deletes records of sessions that ended before an instant ({@code endsAt < endedBefore}), and no others; at most
     * {@code limit} of them. A session's end never changes. A store that forgets records by itself, once their sessions
     * ended and the policy's retention has passed, may do nothing and return 0.
     *
     * @param limit how many at most, 1 or more
     * @return how many records were deleted; fewer than the limit when no more were found, or when others were removing
     *     too
     */
    int purge(Instant endedBefore, int limit);
}
