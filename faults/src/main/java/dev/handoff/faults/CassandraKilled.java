package dev.handoff.faults;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import dev.handoff.HandoffPolicy;
import dev.handoff.cassandra.Cluster;
import dev.handoff.spi.TokenStore;
import dev.handoff.store.cassandra.CassandraSchema;
import dev.handoff.store.cassandra.CassandraTokenStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** One node of a Cassandra cluster is killed and started again. Each node of the library uses all Cassandra nodes. */
final class CassandraKilled implements Fault {

    private static final int COPIES = 3;
    private static final String TABLE = "handoff.handoff_session";
    /** The time limit for statements while the machine is busy starting nodes. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "cassandra";
    }

    @Override
    public String what() {
        return "Cassandra, three nodes: one killed, then started again while handoffs go on";
    }

    @Override
    public Optional<String> missing() {
        return Cluster.whatIsMissing();
    }

    @Override
    public boolean isLong() {
        return true;
    }

    @Override
    public int atLeast() {
        return 50;
    }

    @Override
    public Stage open(Workshop workshop) {
        // without the JVM's second compiler a node starts in little more than half the time
        return new KilledStage(Cluster.start(COPIES, "-XX:TieredStopAtLevel=1"));
    }

    private static final class KilledStage implements Stage {

        private final Cluster cluster;
        private final List<CqlSession> sessions = new ArrayList<>();
        private final List<Node> nodes = new ArrayList<>();
        private final TokenStore rows;

        KilledStage(Cluster cluster) {
            this.cluster = cluster;
            while (sessions.size() < 3) {
                sessions.add(connect());
            }
            CqlSession first = sessions.get(0);
            define(
                    first,
                    "CREATE KEYSPACE handoff WITH replication = {'class': 'NetworkTopologyStrategy', "
                            + "'datacenter1': " + COPIES + "}");
            define(first, CassandraSchema.script(TABLE));
            rows = store(first);
            for (CqlSession session : sessions) {
                nodes.add(new PlainNode("node" + (nodes.size() + 1), store(session)));
            }
        }

        /** Connects with the statement timeout that {@code docs/cassandra.md} asks for. */
        private CqlSession connect() {
            return CqlSession.builder()
                    .addContactPoints(cluster.addresses())
                    .withLocalDatacenter("datacenter1")
                    .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                            .withString(DefaultDriverOption.PROTOCOL_VERSION, "V4")
                            .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(3))
                            .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(200))
                            .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(1))
                            .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, PATIENCE)
                            .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, PATIENCE)
                            .withBoolean(DefaultDriverOption.NETTY_DAEMON, true)
                            .build())
                    .build();
        }

        private static void define(CqlSession session, String cql) {
            session.execute(SimpleStatement.newInstance(cql).setTimeout(PATIENCE));
        }

        private static CassandraTokenStore store(CqlSession session) {
            return CassandraTokenStore.builder(session, HandoffPolicy.defaults().retention())
                    .table(TABLE)
                    .build();
        }

        @Override
        public List<Node> nodes() {
            return nodes;
        }

        @Override
        public TokenStore rows() {
            return rows;
        }

        @Override
        public void strike(Progress progress) throws Exception {
            awaitAll(progress);
            int killed = ThreadLocalRandom.current().nextInt(COPIES);
            cluster.kill(killed);
            progress.awaitHandoffs(3);
            cluster.revive(killed);
            awaitAll(progress);
            progress.awaitHandoffs(3);
        }

        /**
         * Waits until each session gets an answer at level ALL from each node, because nodes learn of each other by
         * gossip.
         */
        private void awaitAll(Progress progress) throws InterruptedException {
            for (CqlSession session : sessions) {
                while (!reachesAll(session)) {
                    progress.pause();
                }
            }
        }

        private static boolean reachesAll(CqlSession session) {
            var all = session.getMetadata().getNodes().values();
            SimpleStatement read = SimpleStatement.newInstance(
                            "SELECT stamp FROM " + TABLE + " WHERE session_key = 'unknown'")
                    .setConsistencyLevel(ConsistencyLevel.ALL);
            try {
                all.forEach(node -> session.execute(read.setNode(node)));
                return all.size() == COPIES;
            } catch (DriverException notYet) {
                return false;
            }
        }

        @Override
        public void close() {
            sessions.forEach(CqlSession::close);
            cluster.close();
        }
    }
}
