package dev.handoff.store.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps records in a table of Apache Cassandra. Each write is one lightweight transaction at {@code SERIAL}, committed
 * at {@code QUORUM}, so that only one of several writers wins, whichever nodes they use. Finds read at {@code QUORUM}.
 * The store sets these levels on each statement, so no profile of the host can lower them.
 *
 * <p>Cassandra deletes records by their time to live. It lasts until the session's end, plus the retention, plus one
 * hour for differences between clocks. So {@link #purge} does nothing. The record of a session that ends more than five
 * years from now is kept for ever.
 *
 * <p>The driver may not repeat a write, because the second attempt could return false after a success. After a write
 * whose effect is unknown, the store reads at {@code SERIAL}, which makes Cassandra complete or drop the write. After
 * the exception, a find returns the outcome.
 *
 * <p>Immutable and thread-safe. The host keeps the {@code CqlSession}, and closes it after the last call.
 */
public final class CassandraTokenStore implements TokenStore {

    /** How much the clocks of hosts and servers may differ in total before a record is deleted too early. */
    private static final Duration CLOCKS_APART = Duration.ofHours(1);

    /**
     * The longest time to live. Cassandra allows at most 20 years, and none beyond 2038 if its
     * {@code storage_compatibility_mode} is that of version 4.
     */
    private static final Duration LONGEST = Duration.ofDays(5 * 365);

    private static final int FOR_EVER = 0;

    private static final String IGNORED = ": the session's retry policy ignored a failure of Cassandra; set"
            + " advanced.retry-policy.class = DefaultRetryPolicy";

    private final CqlSession session;
    private final TableName table;
    private final InstantSource clock;
    private final Duration retention;
    private final List<String> warnings;
    private final PreparedStatement write;
    private final PreparedStatement find;

    CassandraTokenStore(Builder settings, TableName table, List<String> warnings) {
        session = settings.session;
        clock = settings.clock;
        retention = settings.retention;
        this.table = table;
        this.warnings = List.copyOf(warnings);
        // a first record is written by an update of a row whose stamp is null: an insert would leave a row marker with
        // its own time to live, and the empty row would block the next insert
        write = session.prepare(SimpleStatement.newInstance("UPDATE " + table.quoted()
                        + " USING TTL ? SET stamp = ?, ends_at = ?, body = ?" + " WHERE session_key = ? IF stamp = ?")
                .setConsistencyLevel(ConsistencyLevel.QUORUM)
                .setSerialConsistencyLevel(ConsistencyLevel.SERIAL)
                .setIdempotent(false));
        find = session.prepare(SimpleStatement.newInstance(
                        "SELECT stamp, ends_at, body FROM " + table.quoted() + " WHERE session_key = ?")
                .setConsistencyLevel(ConsistencyLevel.QUORUM)
                .setIdempotent(true));
    }

    /**
     * Returns a builder for a store. The default table is {@code handoff_session} in the session's keyspace.
     *
     * @param session the host's session; it must use version 4 or older of the native protocol
     *     ({@code advanced.protocol.version = V4}), and must not repeat reads at a lower consistency
     * @param retention how long records are kept after their session's end, 0 to 5 years; use the retention of the
     *     {@code HandoffPolicy}
     * @throws IllegalArgumentException if the retention is out of range
     */
    public static Builder builder(CqlSession session, Duration retention) {
        return new Builder(session, retention);
    }

    /**
     * Returns warnings about the cluster's settings, as they were when the store was built, for the host's log. Empty
     * if there are no warnings.
     */
    public List<String> warnings() {
        return warnings;
    }

    @Override
    public boolean insert(StoredRecord record) {
        return write("insert", null, record);
    }

    @Override
    public boolean replace(StoredRecord expected, StoredRecord next) {
        return write("replace", expected.stamp(), next);
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        ResultSet result;
        try {
            result = session.execute(find.bind(key));
        } catch (DriverException failed) {
            throw Failures.reading("find", table, failed);
        }
        if (isFromIgnoredFailure(result)) {
            throw new TokenStoreException(Effect.NONE, true, "find" + IGNORED);
        }
        return Optional.ofNullable(result.one()).map(found -> record(key, found));
    }

    /** Does nothing and returns 0, because records have a time to live. */
    @Override
    public int purge(Instant endedBefore, int limit) {
        return 0;
    }

    private boolean write(String operation, @Nullable String expectedStamp, StoredRecord next) {
        long end = next.endsAt().toEpochMilli();
        BoundStatement statement =
                write.bind(timeToLive(next.endsAt()), next.stamp(), end, next.body(), next.key(), expectedStamp);
        try {
            ResultSet result = session.execute(statement);
            if (isFromIgnoredFailure(result)) {
                throw new TokenStoreException(Effect.UNKNOWN, true, operation + IGNORED);
            }
            if (result.wasApplied()) {
                return true;
            }
            // if the driver has retried, the record in the table may come from an earlier attempt
            Failures.earlier(result.getExecutionInfo())
                    .filter(failed -> !Failures.wroteNothing(failed))
                    .findFirst()
                    .ifPresent(failed -> {
                        throw new TokenStoreException(
                                Effect.UNKNOWN,
                                true,
                                operation + ": the driver retried the write after " + Failures.describe(failed)
                                        + ", so an earlier attempt may have written");
                    });
            return false;
        } catch (DriverException failed) {
            TokenStoreException trouble = Failures.writing(operation, table, failed);
            if (trouble.effect() == Effect.UNKNOWN) {
                complete(next.key(), trouble);
            }
            throw trouble;
        }
    }

    /**
     * Reads at SERIAL, which makes Cassandra commit a write that is already decided, so that the core's next find at
     * QUORUM sees it. The result of this read proves nothing, because others may have replaced the written record.
     */
    private void complete(String key, TokenStoreException trouble) {
        try {
            session.execute(find.bind(key).setConsistencyLevel(ConsistencyLevel.SERIAL));
        } catch (DriverException failed) {
            trouble.addSuppressed(Failures.reading("read after a write", table, failed));
        }
    }

    /**
     * Returns whether a retry policy ignored a failure. Then the result has no columns, which Cassandra's always have.
     */
    private static boolean isFromIgnoredFailure(ResultSet result) {
        return result.getColumnDefinitions().size() == 0;
    }

    /** Returns the seconds until the record may be deleted, rounded up. */
    private int timeToLive(Instant end) {
        Duration left = Duration.between(clock.instant(), end).plus(retention).plus(CLOCKS_APART);
        return left.compareTo(LONGEST) > 0
                ? FOR_EVER
                : (int) Math.max(1, left.plusMillis(999).toSeconds());
    }

    private static StoredRecord record(String key, Row row) {
        String stamp = row.getString("stamp");
        String body = row.getString("body");
        if (stamp != null && body != null && !row.isNull("ends_at")) {
            try {
                return new StoredRecord(key, stamp, Instant.ofEpochMilli(row.getLong("ends_at")), body);
            } catch (IllegalArgumentException odd) {
                // the row is not a valid record, as with a null
            }
        }
        throw new TokenStoreException(
                Effect.NONE,
                false,
                "find: the row is not a valid record, because something else than the library changed it");
    }

    /** Builds a store with its settings. Not thread-safe. */
    public static final class Builder {

        private final CqlSession session;
        private final Duration retention;
        private TableName name = TableName.of(TableName.DEFAULT);
        private InstantSource clock = InstantSource.system();

        private Builder(CqlSession session, Duration retention) {
            this.session = Objects.requireNonNull(session, "session");
            this.retention = Objects.requireNonNull(retention, "retention");
            if (retention.isNegative() || retention.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "the retention must be 0 to " + LONGEST.toDays() + " days, not " + retention);
            }
        }

        /**
         * Sets the table, if it is not {@code handoff_session} in the session's keyspace.
         *
         * @param table a plain identifier in lower case; a keyspace and a dot may stand before it
         * @throws IllegalArgumentException if the name is not allowed
         */
        public Builder table(String table) {
            name = TableName.of(table);
            return this;
        }

        /** Sets the clock from which times to live are computed. The default is the system's clock. */
        public Builder clock(InstantSource source) {
            clock = Objects.requireNonNull(source, "clock");
            return this;
        }

        /**
         * Checks the session, the table and the cluster, and builds the store.
         *
         * @throws IllegalStateException if with their settings two phones could win or sessions could be lost, or if
         *     the table is missing or does not fit; the message names every fault and what to do
         * @throws TokenStoreException if the check itself fails
         */
        public CassandraTokenStore build() {
            TableName table = name;
            if (name.keyspace().isEmpty()) {
                table = new TableName(
                        session.getKeyspace()
                                .orElseThrow(() -> new IllegalStateException(
                                        "the session uses no keyspace: name a keyspace, for example table(\"app."
                                                + name.table() + "\")"))
                                .asInternal(),
                        name.table());
            }
            try {
                Findings findings = ClusterFacts.of(session, table).findings();
                if (!findings.faults().isEmpty()) {
                    throw new IllegalStateException("the store can't work safely with table " + table + ": "
                            + String.join("; ", findings.faults()));
                }
                return new CassandraTokenStore(this, table, findings.warnings());
            } catch (DriverException failed) {
                throw Failures.reading("build", table, failed);
            }
        }
    }
}
