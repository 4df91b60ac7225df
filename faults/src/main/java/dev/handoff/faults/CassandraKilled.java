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

/** One node of a Cassandra cluster is killed, and comes back; each of the library's nodes asks all that are there. */
final class CassandraKilled implements Fault {

    private static final int COPIES = 3;
    private static final String TABLE = "handoff.handoff_session";
    /** For what all phones wait for once, and for a machine that is busy with starting nodes. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "cassandra";
    }

    @Override
    public String what() {
        return "Cassandra, three nodes: one killed, handoffs go on, it comes back";
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
        KilledStage stage = new KilledStage(Cluster.start(COPIES), new ArrayList<>(), new ArrayList<>());
        for (int node = 0; node < 3; node++) {
            stage.addNode();
        }
        return stage;
    }

    private record KilledStage(Cluster cluster, List<CqlSession> sessions, List<Node> nodes) implements Stage {

        private void addNode() {
            CqlSession session = connect();
            if (sessions.isEmpty()) {
                define(
                        session,
                        "CREATE KEYSPACE handoff WITH replication = {'class': 'NetworkTopologyStrategy', "
                                + "'datacenter1': " + COPIES + "}");
                define(session, CassandraSchema.script(TABLE));
            }
            sessions.add(session);
            nodes.add(new PlainNode("node" + sessions.size(), store(session)));
        }

        /** Of the times to wait, the one for a statement is as {@code docs/cassandra.md} asks for. */
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
        public TokenStore rows() {
            return store(sessions.get(0));
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
         * Until each session gets an answer from each node for which all others must be there: they learn it by gossip.
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
            SimpleStatement look = SimpleStatement.newInstance(
                            "SELECT stamp FROM " + TABLE + " WHERE session_key = 'of nobody'")
                    .setConsistencyLevel(ConsistencyLevel.ALL);
            try {
                all.forEach(node -> session.execute(look.setNode(node)));
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
