package dev.handoff.store.jdbc;

import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.MintedAttempt;
import dev.handoff.spi.RecordState;
import dev.handoff.spi.SessionTerms;
import dev.handoff.spi.Stamp;
import dev.handoff.spi.Tally;
import dev.handoff.spi.Verdict;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** Records for a check to write, each of which goes again. Safe for many threads. */
final class ProbeRows {

    /**
     * Longer than any check, so that no purge takes a row in use; short, so that one takes what a killed check left.
     */
    private static final Duration LIFE = Duration.ofHours(1);

    private static final int MOST_FAILURES = 3;

    private static final Instant LATEST = Instant.ofEpochMilli((1L << 42) - 1);

    private final InstantSource clock;
    private final Set<String> keys = ConcurrentHashMap.newKeySet();

    ProbeRows(InstantSource clock) {
        this.clock = clock;
    }

    /** As sessions begin, with as little in it as can be. */
    HandoffRecord fresh() {
        Stamp stamp = new Stamp(hex() + hex(), hex(), 1);
        keys.add(stamp.sessionKey());
        return new HandoffRecord(stamp, terms(0), RecordState.CREATED, null, null, Tally.NONE);
    }

    /** What follows a record, told from all others that follow it by a number. */
    static HandoffRecord next(HandoffRecord record, int mark) {
        return new HandoffRecord(
                record.stamp().next(),
                record.terms(),
                RecordState.IN_PROGRESS,
                record.latest(),
                record.claim(),
                new Tally(mark, null, null));
    }

    /** Another record under the same key. */
    static HandoffRecord twin(HandoffRecord record) {
        return new HandoffRecord(
                new Stamp(record.sessionKey(), hex(), 2),
                record.terms(),
                record.state(),
                record.latest(),
                record.claim(),
                record.tally());
    }

    /** With every part at its longest and largest, but for the session's end, which decides when purges take it. */
    HandoffRecord largest() {
        String longest = "~!".repeat(32);
        HandoffRecord fresh = fresh();
        return new HandoffRecord(
                new Stamp(fresh.sessionKey(), fresh.stamp().generation(), 0xFFFF_FFFFL),
                terms(0xFFFF),
                RecordState.IN_PROGRESS,
                new MintedAttempt(MintedAttempt.MAX_NUMBER, LATEST, LATEST),
                new Claim(MintedAttempt.MAX_NUMBER, longest, Long.MAX_VALUE, MintedAttempt.MAX_NUMBER),
                new Tally(Integer.MAX_VALUE, new Verdict(Verdict.Kind.FAILED_RETRYABLE, longest, LATEST), LATEST));
    }

    /** With every part there and as short as it can be. */
    HandoffRecord shortest() {
        return new HandoffRecord(
                fresh().stamp(),
                terms(0),
                RecordState.FAILED,
                new MintedAttempt(1, Instant.EPOCH, Instant.EPOCH),
                new Claim(1, "!", 1, 1),
                new Tally(0, new Verdict(Verdict.Kind.FAILED, "~", Instant.EPOCH), Instant.EPOCH));
    }

    /** A record's row is known to be gone. */
    void forget(HandoffRecord record) {
        keys.remove(record.sessionKey());
    }

    /** Deletes a record's row; if that fails, it is tried again in the end. */
    void delete(DataSource dataSource, Rows rows, HandoffRecord record) throws SQLException {
        Transactions.run(dataSource, connection -> rows.delete(connection, record.sessionKey()));
        forget(record);
    }

    /** How many rows may still be there after all were deleted. */
    int clean(DataSource dataSource, Rows rows) {
        int failures = 0;
        while (!keys.isEmpty() && failures < MOST_FAILURES) {
            for (String key : List.copyOf(keys)) {
                try {
                    Transactions.run(dataSource, connection -> rows.delete(connection, key));
                    keys.remove(key);
                } catch (SQLException failed) {
                    // another connection may do better, but each may have taken the pool's whole patience
                    failures++;
                }
            }
        }
        return keys.size();
    }

    private SessionTerms terms(int keyId) {
        return new SessionTerms(keyId, clock.instant().plus(LIFE).truncatedTo(ChronoUnit.MILLIS));
    }

    private static String hex() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
