package dev.handoff.store.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one row per session in a table of Apache Cassandra 4.1 or later, and lets it expire. Writes are lightweight
 * transactions at {@code SERIAL}, acknowledged by a quorum; reads ask a quorum. So a session has one winner as long as
 * a quorum of its replicas keeps what it acknowledged, in however many data centres the keyspace is.
 *
 * <p>Thread-safe. The session is the host's, which closes it. What happens within statements is bounded by the request
 * timeout of the session's configuration.
 */
public final class CassandraTokenStore implements TokenStore {

    /** Cassandra's longest time to live, 20 years. */
    private static final long LONGEST_SECONDS = 630_720_000;

    private static final ConsistencyLevel QUORUM = DefaultConsistencyLevel.QUORUM;
    private static final ConsistencyLevel SERIAL = DefaultConsistencyLevel.SERIAL;

    private final CqlSession session;
    private final Duration retention;
    private final InstantSource clock;
    private final PreparedStatement write;
    private final PreparedStatement find;

    CassandraTokenStore(CqlSession session, String table, Duration retention, InstantSource clock) {
        this.session = session;
        this.retention = retention;
        this.clock = clock;
        // One form for the first record and all others: an INSERT would leave a row marker with a time to live of its
        // own, which outlives or dies before the columns of later updates.
        write = session.prepare("UPDATE " + table
                + " USING TTL ? SET stamp = ?, ends_at = ?, body = ? WHERE session_key = ? IF stamp = ?");
        find = session.prepare("SELECT stamp, ends_at, body FROM " + table + " WHERE session_key = ?");
    }

    /** A store over this session, whose keyspace has the table. */
    public static CassandraTokenStoreBuilder builder(CqlSession session) {
        return new CassandraTokenStoreBuilder(session);
    }

    @Override
    public boolean insert(StoredRecord record) {
        return write("insert", null, record);
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        return look("find", key, QUORUM);
    }

    @Override
    public boolean replace(StoredRecord expected, StoredRecord next) {
        return write("replace", expected.stamp(), next);
    }

    /** Does nothing: Cassandra forgets what has expired. */
    @Override
    public int purge(Instant endedBefore, int limit) {
        return 0;
    }

    private boolean write(String operation, @Nullable String expectedStamp, StoredRecord next) {
        try {
            return session.execute(bound(expectedStamp, next)).wasApplied();
        } catch (RuntimeException failure) {
            TokenStoreException failed = Failures.ofWrite(operation, failure);
            if (failed.effect() == Effect.UNKNOWN && isOvertaken(expectedStamp, next, failed)) {
                return false;
            }
            throw failed;
        }
    }

    private BoundStatement bound(@Nullable String expectedStamp, StoredRecord next) {
        // not idempotent: the driver must not send it twice
        return write.bind(
                        timeToLive(next.endsAt()),
                        next.stamp(),
                        next.endsAt().toEpochMilli(),
                        next.body(),
                        next.key(),
                        expectedStamp)
                .setIdempotent(false)
                .setConsistencyLevel(QUORUM)
                .setSerialConsistencyLevel(SERIAL);
    }

    /**
     * Seconds. Counts the retention from the write on if the session is over by this node's clock, so that a clock that
     * is ahead never makes Cassandra forget a session that others still serve.
     */
    private int timeToLive(Instant end) {
        Duration left = Duration.between(clock.instant(), end);
        long seconds = retention.plus(left.isNegative() ? Duration.ZERO : left).toSeconds() + 1;
        // 0 is no time to live at all
        return seconds > LONGEST_SECONDS ? 0 : (int) seconds;
    }

    /**
     * Reads at {@code SERIAL}, which ends what the write left unfinished: either it is written now, and whoever looks
     * next sees it, or another record is, and it never will be. Where nothing has changed, it may still happen.
     */
    private boolean isOvertaken(@Nullable String expectedStamp, StoredRecord next, TokenStoreException failed) {
        try {
            String stamp = look("look after a write", next.key(), SERIAL)
                    .map(StoredRecord::stamp)
                    .orElse(null);
            return !next.stamp().equals(stamp) && !java.util.Objects.equals(expectedStamp, stamp);
        } catch (TokenStoreException blind) {
            failed.addSuppressed(blind);
            return false;
        }
    }

    private Optional<StoredRecord> look(String operation, String key, ConsistencyLevel consistency) {
        try {
            Row row = session.execute(find.bind(key).setIdempotent(true).setConsistencyLevel(consistency))
                    .one();
            return Optional.ofNullable(row).map(found -> record(key, found));
        } catch (RuntimeException failure) {
            throw Failures.ofRead(operation, failure);
        }
    }

    private static StoredRecord record(String key, Row row) {
        String stamp = row.getString("stamp");
        String body = row.getString("body");
        if (stamp == null || body == null || row.isNull("ends_at")) {
            throw new IllegalArgumentException("a column is null");
        }
        return new StoredRecord(key, stamp, Instant.ofEpochMilli(row.getLong("ends_at")), body);
    }
}
