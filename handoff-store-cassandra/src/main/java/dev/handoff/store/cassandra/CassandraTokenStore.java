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
 * at {@code QUORUM}, so that of many writers one wins, whichever nodes they ask. Finds are at {@code QUORUM}. Both are
 * the store's own choice: no profile of the host's can weaken them.
 *
 * <p>Records are forgotten by a time to live, which covers the session's end, the retention and an hour for clocks that
 * differ. So {@link #purge} does nothing. A session that ends more than five years from now is kept for ever.
 *
 * <p>The driver may not repeat a write, which could turn a success into a false. After a write whose outcome is
 * unknown, the store makes Cassandra decide it, by a read at {@code SERIAL}: whoever finds the record behind the
 * exception sees what became of it.
 *
 * <p>Immutable and thread-safe. The host keeps the {@code CqlSession}, and closes it after the last call.
 */
public final class CassandraTokenStore implements TokenStore {

    /** What hosts' and servers' clocks may differ by, together, before a record is forgotten too early. */
    private static final Duration CLOCKS_APART = Duration.ofHours(1);

    /**
     * Cassandra takes 20 years at most, and nothing beyond 2038 where its {@code storage_compatibility_mode} is that of
     * version 4.
     */
    private static final Duration LONGEST = Duration.ofDays(5 * 365);

    private static final int FOR_EVER = 0;

    private static final String IGNORED = ": the session's retry policy ignored a failure of Cassandra";

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
        // a first record, too, is an update, of a row whose stamp is null: an insert would leave a mark in the row that
        // lives on with a time of its own and stands, empty, in the way of the next one
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
     * A store over the table {@code handoff_session} in the session's keyspace, until the builder is told otherwise.
     *
     * @param session the host's, which must speak version 4 of the protocol or an older one
     *     ({@code advanced.protocol.version = V4}), and must not repeat reads at a lower consistency
     * @param retention how long records outlive their sessions, 0 to 5 years: that of the {@code HandoffPolicy}
     * @throws IllegalArgumentException if it is anything else
     */
    public static Builder builder(CqlSession session, Duration retention) {
        return new Builder(session, retention);
    }

    /**
     * What was seen in the cluster when the store was built that may hurt some day, one sentence each: for the host's
     * log. Empty if nothing was.
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
        ResultSet answer;
        try {
            answer = session.execute(find.bind(key));
        } catch (DriverException failed) {
            throw Failures.reading("find", table, failed);
        }
        if (isNoAnswer(answer)) {
            throw new TokenStoreException(Effect.NONE, true, "find" + IGNORED);
        }
        return Optional.ofNullable(answer.one()).map(found -> record(key, found));
    }

    /** Does nothing, and answers 0: records have a time to live. */
    @Override
    public int purge(Instant endedBefore, int limit) {
        return 0;
    }

    private boolean write(String operation, @Nullable String expectedStamp, StoredRecord next) {
        long end = next.endsAt().toEpochMilli();
        BoundStatement statement =
                write.bind(timeToLive(next.endsAt()), next.stamp(), end, next.body(), next.key(), expectedStamp);
        try {
            ResultSet answer = session.execute(statement);
            if (isNoAnswer(answer)) {
                throw new TokenStoreException(Effect.UNKNOWN, true, operation + IGNORED);
            }
            if (answer.wasApplied()) {
                return true;
            }
            // where the driver has asked again, what is in the way may be what an earlier attempt wrote
            Failures.earlier(answer.getExecutionInfo())
                    .filter(failed -> !Failures.wroteNothing(failed))
                    .findFirst()
                    .ifPresent(failed -> {
                        throw new TokenStoreException(
                                Effect.UNKNOWN,
                                true,
                                operation + ": Cassandra was asked twice, after " + Failures.describe(failed));
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
     * Looks at SERIAL, which completes what is decided and not committed yet, so that core sees it when it looks at
     * QUORUM. What is found proves nothing by itself: others may have replaced what this call wrote.
     */
    private void complete(String key, TokenStoreException trouble) {
        try {
            session.execute(find.bind(key).setConsistencyLevel(ConsistencyLevel.SERIAL));
        } catch (DriverException failed) {
            trouble.addSuppressed(Failures.reading("look after a write", table, failed));
        }
    }

    /** What a retry policy that ignores failures makes of one. An answer of Cassandra's always has columns. */
    private static boolean isNoAnswer(ResultSet answer) {
        return answer.getColumnDefinitions().size() == 0;
    }

    /** In seconds, to the first one at which the record may be forgotten. */
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
                // as below
            }
        }
        throw new TokenStoreException(Effect.NONE, false, "find: the row holds no valid record");
    }

    /** Settings of a store. Not thread-safe. */
    public static final class Builder {

        private final CqlSession session;
        private final Duration retention;
        private TableName name = TableName.of(TableName.DEFAULT);
        private InstantSource clock = InstantSource.system();

        private Builder(CqlSession session, Duration retention) {
            this.session = Objects.requireNonNull(session, "session");
            this.retention = Objects.requireNonNull(retention, "retention");
            if (retention.isNegative() || retention.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("the retention must be 0 to " + LONGEST.toDays() + " days");
            }
        }

        /**
         * Another table than {@code handoff_session}, or one in another keyspace than the session's.
         *
         * @param table a plain identifier in lower case, with a keyspace and a dot in front or not
         * @throws IllegalArgumentException if it is anything else
         */
        public Builder table(String table) {
            name = TableName.of(table);
            return this;
        }

        /** The clock by which times to live are reckoned; the system's, unless it is told. */
        public Builder clock(InstantSource source) {
            clock = Objects.requireNonNull(source, "clock");
            return this;
        }

        /**
         * A store, after a look at session, table and cluster.
         *
         * @throws IllegalStateException if they would let two phones win or forget sessions, or if the table is missing
         *     or of another shape; the message names all that is wrong and what to do about it
         * @throws TokenStoreException if Cassandra can't be asked
         */
        public CassandraTokenStore build() {
            TableName table = name;
            if (name.keyspace().isEmpty()) {
                table = new TableName(
                        session.getKeyspace()
                                .orElseThrow(() -> new IllegalStateException(
                                        "the session uses no keyspace: name one, as in table(\"app." + name.table()
                                                + "\")"))
                                .asInternal(),
                        name.table());
            }
            try {
                Findings findings = ClusterFacts.of(session, table).findings();
                if (!findings.faults().isEmpty()) {
                    throw new IllegalStateException("the store can't keep its promise on " + table + ": "
                            + String.join("; ", findings.faults()));
                }
                return new CassandraTokenStore(this, table, findings.warnings());
            } catch (DriverException failed) {
                throw Failures.reading("build", table, failed);
            }
        }
    }
}
