package dev.handoff.store.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.ProtocolVersion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;

/**
 * Makes a {@link CassandraTokenStore}, and refuses settings under which a session could have two winners or none. For
 * one thread.
 */
public final class CassandraTokenStoreBuilder {

    private static final Duration SHORTEST_RETENTION = Duration.ofMinutes(5);

    /** From version 5 on, the driver misreads the answer that a lightweight transaction ran out of time. */
    private static final int LATEST_PROTOCOL = ProtocolVersion.V4.getCode();

    private final CqlSession session;
    private String table = CassandraSchema.TABLE;
    private Duration retention = Duration.ofHours(24);
    private InstantSource clock = InstantSource.system();

    CassandraTokenStoreBuilder(CqlSession session) {
        this.session = Objects.requireNonNull(session, "session");
    }

    /**
     * The table, {@code handoff_session} by default, in the session's keyspace or with another one in front.
     *
     * @throws IllegalArgumentException if that is no name that needs no quotes
     */
    public CassandraTokenStoreBuilder table(String name) {
        CassandraSchema.requireName(name);
        table = name;
        return this;
    }

    /**
     * How long a record stays after its session ended, 24 hours by default: the policy's retention.
     *
     * @throws IllegalArgumentException if it is less than 5 minutes, by which the clocks of nodes may differ
     */
    public CassandraTokenStoreBuilder retention(Duration time) {
        if (time.compareTo(SHORTEST_RETENTION) < 0) {
            throw new IllegalArgumentException("retention must be 5 minutes or more");
        }
        retention = time;
        return this;
    }

    /** By which the time that a record has left is counted; the system's by default. */
    public CassandraTokenStoreBuilder clock(InstantSource source) {
        clock = Objects.requireNonNull(source, "source");
        return this;
    }

    /**
     * The store. Asks Cassandra for the table, and prepares statements.
     *
     * @throws IllegalStateException if the session's protocol version, the keyspace or the table are not fit; the
     *     message says what to change
     */
    public CassandraTokenStore build() {
        ProtocolVersion protocol = session.getContext().getProtocolVersion();
        if (protocol.getCode() > LATEST_PROTOCOL) {
            throw new IllegalStateException("The session speaks protocol version " + protocol + ", in which the driver"
                    + " misreads an unfinished write and closes the connection. Set"
                    + " datastax-java-driver.advanced.protocol.version = V4.");
        }
        CassandraSchema.verify(session, table);
        return new CassandraTokenStore(session, table, retention, clock);
    }
}
