package dev.handoff.store.cassandra;

import static org.junit.jupiter.api.Assumptions.abort;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.ProgrammaticDriverConfigLoaderBuilder;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.loadbalancing.NodeDistance;
import com.datastax.oss.driver.api.core.tracker.RequestTracker;
import dev.handoff.HandoffPolicy;
import dev.handoff.cassandra.Cluster;
import dev.handoff.spi.TokenStoreException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Three nodes for all tests of this process, with a keyspace of three copies and the table of the script. */
final class TestCluster {

    static final String KEYSPACE = "handoff";
    static final String TABLE = KEYSPACE + "." + TableName.DEFAULT;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static @Nullable Cluster running;

    private TestCluster() {}

    /** Starts the nodes at the first call. If they can't be started, prints the reason and skips the test. */
    static synchronized Cluster get() {
        if (running == null) {
            Cluster.whatIsMissing().ifPresent(missing -> {
                System.err.println("*** CASSANDRA TESTS SKIPPED: " + missing + " ***");
                abort(missing);
            });
            running = Cluster.start(3);
            prepare(running);
        }
        return running;
    }

    private static void prepare(Cluster cluster) {
        try (CqlSession session = connect(cluster.addresses(), options -> {})) {
            await(() -> session.getMetadata().getNodes().size() == 3);
            makeKeyspace(session, KEYSPACE, 3);
            define(session, CassandraSchema.script(TABLE));
        }
        awaitAllNodes(cluster);
    }

    static void makeKeyspace(CqlSession session, String name, int copies) {
        define(
                session,
                "CREATE KEYSPACE IF NOT EXISTS " + name
                        + " WITH replication = {'class': 'NetworkTopologyStrategy', 'datacenter1': " + copies + "}");
    }

    /** Runs DDL, which can take long. */
    static void define(CqlSession session, String cql) {
        session.execute(SimpleStatement.newInstance(cql).setTimeout(PATIENCE));
    }

    /** Waits until a read at ALL succeeds on each node. The nodes find each other by gossip. */
    static void awaitAllNodes(Cluster cluster) {
        for (InetSocketAddress address : cluster.addresses()) {
            try (CqlSession session = connect(List.of(address), options -> {})) {
                await(() -> {
                    try {
                        return session.execute(SimpleStatement.newInstance(
                                                        "SELECT stamp FROM " + TABLE + " WHERE session_key = 'unknown'")
                                                .setConsistencyLevel(ConsistencyLevel.ALL))
                                        .one()
                                == null;
                    } catch (DriverException notYet) {
                        return false;
                    }
                });
            }
        }
    }

    /** Opens a session that uses all nodes in random order. */
    static CqlSession session() {
        return connect(get().addresses(), options -> {});
    }

    /** Opens a session that uses this node only. */
    static CqlSession sessionOf(int node) {
        return connect(List.of(get().addresses().get(node)), options -> {});
    }

    /** Opens a session with other settings. */
    static CqlSession session(Consumer<ProgrammaticDriverConfigLoaderBuilder> options) {
        return connect(get().addresses(), options);
    }

    /** Opens a session with other settings and a tracker. */
    static CqlSession session(Consumer<ProgrammaticDriverConfigLoaderBuilder> options, RequestTracker tracker) {
        List<InetSocketAddress> all = get().addresses();
        return builder(all, options).addRequestTracker(tracker).build();
    }

    /** Opens a session that uses only these nodes, also from another process. */
    static CqlSession connect(
            List<InetSocketAddress> addresses, Consumer<ProgrammaticDriverConfigLoaderBuilder> options) {
        return builder(addresses, options).build();
    }

    private static CqlSessionBuilder builder(
            List<InetSocketAddress> addresses, Consumer<ProgrammaticDriverConfigLoaderBuilder> options) {
        ProgrammaticDriverConfigLoaderBuilder settings = DriverConfigLoader.programmaticBuilder()
                .withString(DefaultDriverOption.PROTOCOL_VERSION, "V4")
                .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(200))
                .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(1))
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(10))
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, Duration.ofSeconds(10))
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, Duration.ofSeconds(10));
        options.accept(settings);
        return CqlSession.builder()
                .addContactPoints(addresses)
                .withLocalDatacenter("datacenter1")
                .withConfigLoader(settings.build())
                .withNodeDistanceEvaluator((node, datacenter) ->
                        addresses.contains(node.getEndPoint().resolve()) ? null : NodeDistance.IGNORED);
    }

    static CassandraTokenStore store(CqlSession session) {
        return store(session, InstantSource.system());
    }

    static CassandraTokenStore store(CqlSession session, InstantSource clock) {
        return CassandraTokenStore.builder(session, HandoffPolicy.defaults().retention())
                .table(TABLE)
                .clock(clock)
                .build();
    }

    /** Waits until the condition is true. */
    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("the awaited condition was still false after " + PATIENCE);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** Repeats the call while it throws a retryable exception, as a host would. */
    static <T> T patiently(Supplier<T> call) {
        Object[] result = new Object[1];
        await(() -> {
            try {
                result[0] = call.get();
                return true;
            } catch (TokenStoreException e) {
                if (!e.isRetryable()) {
                    throw e;
                }
                return false;
            }
        });
        @SuppressWarnings("unchecked")
        T returned = (T) result[0];
        return returned;
    }
}
