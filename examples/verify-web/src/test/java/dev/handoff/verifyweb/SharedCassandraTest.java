package dev.handoff.verifyweb;

import static org.junit.jupiter.api.Assumptions.abort;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import dev.handoff.cassandra.Cluster;
import dev.handoff.spi.TokenStore;
import dev.handoff.store.cassandra.CassandraSchema;
import dev.handoff.store.cassandra.CassandraTokenStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The sessions are in Cassandra, and the demo's own tables are in H2. {@code scripts/cassandra} runs this test. */
@Tag("cluster")
class SharedCassandraTest extends SharedStoreTests {

    private static final String TABLE = "handoff.handoff_session";

    private static Cluster cluster;
    private static CqlSession session;

    private final String jdbcUrl = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    @BeforeAll
    static void connect() {
        Cluster.whatIsMissing().ifPresent(missing -> {
            System.err.println("*** CASSANDRA TESTS SKIPPED: " + missing + " ***");
            abort(missing);
        });
        cluster = Cluster.start(3);
        session = CqlSession.builder()
                .addContactPoints(cluster.addresses())
                .withLocalDatacenter("datacenter1")
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withString(DefaultDriverOption.PROTOCOL_VERSION, "V4")
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(60))
                        .build())
                .build();
        session.execute("CREATE KEYSPACE handoff"
                + " WITH replication = {'class': 'NetworkTopologyStrategy', 'datacenter1': 3}");
        session.execute(CassandraSchema.script(TABLE));
    }

    @AfterAll
    static void disconnect() {
        if (session != null) {
            session.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    TestServer instance(String... more) {
        String[] settings = new String[more.length + 2];
        settings[0] = "HANDOFF_JDBC_URL";
        settings[1] = jdbcUrl;
        System.arraycopy(more, 0, settings, 2, more.length);
        return TestServer.start(clock, this::open, settings);
    }

    @Override
    TestServer blindInstance() {
        return TestServer.startBlind(clock, this::open, "HANDOFF_JDBC_URL", jdbcUrl);
    }

    private Storage open(Settings settings) {
        TokenStore store = CassandraTokenStore.builder(session, settings.policy.retention())
                .table(TABLE)
                .clock(clock)
                .build();
        Storage tables = Storage.open(settings);
        return new Storage(store, tables.database(), keys -> stamps(store, keys), tables.pool());
    }

    /**
     * Reads one record after the other: a single query would not be faster, because the records are on several nodes.
     */
    private static Map<String, String> stamps(TokenStore store, List<String> keys) {
        Map<String, String> stamps = new HashMap<>();
        keys.forEach(key -> store.find(key).ifPresent(record -> stamps.put(key, record.stamp())));
        return stamps;
    }
}
