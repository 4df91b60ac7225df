package dev.handoff.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.loadbalancing.NodeDistance;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A real cluster on loopback addresses, one JVM a node. */
final class CassandraCluster {

    static final String KEYSPACE = "handoff";

    private static final long[] TOKENS = {-9223372036854775808L, -3074457345618258603L, 3074457345618258602L};

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final List<CassandraNode> nodes = new ArrayList<>();
    private final int clientPort;

    private CassandraCluster(int clientPort) {
        this.clientPort = clientPort;
    }

    /** So many nodes, from 1 to 3, which all hold every record; started and at one. */
    static CassandraCluster start(int size) throws IOException {
        int storagePort = freePort();
        CassandraCluster cluster = new CassandraCluster(freePort());
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "cassandra")), "")
                .toAbsolutePath();
        CassandraServer server = CassandraServer.found();
        try {
            for (int i = 0; i < size; i++) {
                String address = "127.0.0." + (i + 1);
                CassandraNode node = new CassandraNode(
                        server, folder.resolve("node" + (i + 1)), address, TOKENS[i], storagePort, cluster.clientPort);
                cluster.nodes.add(node);
                node.start();
                if (i == 0) {
                    cluster.await(node); // which the others look for
                }
            }
            for (CassandraNode node : cluster.nodes) {
                cluster.await(node);
            }
            try (CqlSession admin = session("127.0.0.1", cluster.clientPort, null, "V4")) {
                admin.execute("CREATE KEYSPACE " + KEYSPACE
                        + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': " + size + "}");
            }
            return cluster;
        } catch (IOException | RuntimeException failed) {
            cluster.stop();
            throw failed;
        }
    }

    int size() {
        return nodes.size();
    }

    int clientPort() {
        return clientPort;
    }

    /** A session whose statements all go through one node. */
    CqlSession session(int node) {
        return session(node, "V4");
    }

    /** As {@link #session(int)}, in another version of the protocol. */
    CqlSession session(int node, String protocol) {
        return session(nodes.get(node).address(), clientPort, KEYSPACE, protocol);
    }

    static CqlSession session(String address, int port, @Nullable String keyspace, String protocol) {
        InetSocketAddress only = new InetSocketAddress(address, port);
        return CqlSession.builder()
                .addContactPoint(only)
                .withLocalDatacenter("datacenter1")
                .withKeyspace(keyspace)
                .withNodeDistanceEvaluator(
                        (node, datacenter) -> node.getEndPoint().resolve().equals(only) ? null : NodeDistance.IGNORED)
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withString(DefaultDriverOption.PROTOCOL_VERSION, protocol)
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(10))
                        .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, Duration.ofSeconds(10))
                        .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, Duration.ofSeconds(10))
                        .withDuration(DefaultDriverOption.METADATA_SCHEMA_REQUEST_TIMEOUT, Duration.ofSeconds(20))
                        .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(100))
                        .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofMillis(500))
                        .build())
                .build();
    }

    void kill(int node) {
        nodes.get(node).kill();
    }

    /** Starts a node that was killed, on the data that it left, and waits until it serves again. */
    void revive(int node) throws IOException {
        nodes.get(node).start();
        await(nodes.get(node));
    }

    void stop() {
        for (CassandraNode node : nodes) {
            node.kill();
        }
    }

    /** Until the node answers, and knows all others as alive: a read of all replicas tells. */
    private void await(CassandraNode node) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        RuntimeException last = null;
        while (node.isAlive() && System.nanoTime() < end) {
            try (CqlSession session = session(node.address(), clientPort, null, "V4")) {
                session.execute(SimpleStatement.newInstance("SELECT * FROM system_auth.roles WHERE role = 'none'")
                        .setConsistencyLevel(DefaultConsistencyLevel.QUORUM));
                return;
            } catch (DriverException notYet) {
                last = notYet;
                Thread.onSpinWait();
            }
        }
        throw new IOException("node " + node.address() + " did not start: see " + node.log(), last);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
