package dev.handoff.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * Keeps one record per session. Four questions, no rules.
 *
 * <p>Implementations MUST be safe for use by many threads and, where the data is shared, by many processes. Each method
 * MUST be atomic on its own, and MUST be durable (as far as the store is) when it returns. A store MUST NOT change what
 * it keeps: every part of a record comes back equal to what was handed in. Keys and generations are fixed-width
 * lower-case hexadecimal, device hashes and failure codes are printable ASCII, numbers fit the ranges that the record's
 * parts state, and instants are whole milliseconds, best kept as a 64-bit count since the epoch.
 *
 * <p>Trouble is reported as {@link TokenStoreException}. Core retries nothing on an exception. A thread that was
 * interrupted MUST still be interrupted when a call ends, whether it answered or threw.
 */
public interface TokenStore {

    /**
     * Adds a record under its session key if the key has none.
     *
     * @return false when the record was not added, because the key has a record or because the store lost a race and
     *     can tell for certain that nothing was written; core then looks again. MUST NOT be false for any other
     *     trouble: a failed write says nothing about a record's existence, only looking does
     */
    boolean insert(HandoffRecord record);

    /**
     * The record under this key, as last written by anybody. MUST NOT answer from a cache or a lagging replica.
     *
     * @param sessionKey 64 lower-case hexadecimal characters
     */
    Optional<HandoffRecord> find(String sessionKey);

    /**
     * Writes {@code next} in the place of {@code expected}, if and only if the stored record still bears the stamp of
     * {@code expected}: all of session key, generation and version. {@code next} has the same key and generation and
     * the following version.
     *
     * @return true when {@code next} is written for good, false when nothing was written
     */
    boolean replace(HandoffRecord expected, HandoffRecord next);

    /**
     * Removes records whose session ended before an instant ({@code endsAt < endedBefore}), whatever their state, and
     * no others; at most {@code limit} of them. A session's end never changes.
     *
     * @param limit how many at most, 1 or more
     * @return how many records were deleted; fewer than the limit when no more were found, or when others were removing
     *     too
     */
    int purge(Instant endedBefore, int limit);
}
