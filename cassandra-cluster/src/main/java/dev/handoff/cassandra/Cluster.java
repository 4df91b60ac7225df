package dev.handoff.cassandra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A cluster of up to three nodes on 127.0.0.1, 127.0.0.2 and 127.0.0.3, on free ports. The nodes end with this process.
 * Not thread-safe.
 */
public final class Cluster implements AutoCloseable {

    /**
     * A system property with the path of a file that contains the server's class path. {@code scripts/cassandra} sets
     * it.
     */
    private static final String CLASS_PATH = "handoff.cassandra.classpath";

    private final List<CassandraNode> nodes;
    private final Path folder;
    private final Thread atExit = new Thread(this::stop);

    private Cluster(List<CassandraNode> nodes, Path folder) {
        this.nodes = nodes;
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Returns why no cluster can be started on this machine, or empty if a cluster can be started. */
    public static Optional<String> whatIsMissing() {
        if (System.getProperty(CLASS_PATH) == null) {
            return Optional.of("run scripts/cassandra, which fetches the server");
        }
        return ServerJava.find().isPresent()
                ? Optional.empty()
                : Optional.of("Cassandra 5 needs exactly JDK 17, which was not found: set HANDOFF_JDK17 to its folder");
    }

    /**
     * Starts nodes and waits until each accepts clients.
     *
     * @param count the number of nodes, 1 to 3
     * @param options more options for the nodes' JVMs
     */
    public static Cluster start(int count, String... options) {
        try {
            Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "cassandra")), "")
                    .toAbsolutePath();
            String classPath =
                    Files.readString(Path.of(System.getProperty(CLASS_PATH))).strip();
            Path java = ServerJava.find().orElseThrow();
            List<String> addresses = IntStream.rangeClosed(1, count)
                    .mapToObj(i -> "127.0.0." + i)
                    .toList();
            int storagePort = freePort(addresses);
            int clientPort = freePort(addresses);
            List<CassandraNode> nodes = new ArrayList<>();
            for (String address : addresses) {
                nodes.add(new CassandraNode(
                        java, classPath, folder, address, nodes.size(), count, storagePort, clientPort, options));
            }
            Cluster cluster = new Cluster(List.copyOf(nodes), folder);
            // the other nodes get the ring from the first node
            nodes.get(0).start();
            nodes.get(0).awaitClients();
            for (CassandraNode node : nodes.subList(1, count)) {
                node.start();
            }
            nodes.forEach(CassandraNode::awaitClients);
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the address of each node for clients. */
    public List<InetSocketAddress> addresses() {
        return nodes.stream().map(CassandraNode::clients).toList();
    }

    /** Returns the addresses as a text for another process, which {@link #parse} reads. */
    public String contactPoints() {
        return addresses().stream()
                .map(address -> address.getHostString() + ":" + address.getPort())
                .collect(Collectors.joining(","));
    }

    /** Parses a text of {@link #contactPoints}. */
    public static List<InetSocketAddress> parse(String contactPoints) {
        return Stream.of(contactPoints.split(",", -1))
                .map(address -> address.split(":", -1))
                .map(parts -> new InetSocketAddress(parts[0], Integer.parseInt(parts[1])))
                .toList();
    }

    /** Kills a node without a shutdown, and waits until its process has ended. */
    public void kill(int node) {
        nodes.get(node).kill();
    }

    /** Starts a killed node again with its data, and waits until it accepts clients. */
    public void revive(int node) {
        nodes.get(node).start();
        nodes.get(node).awaitClients();
    }

    /** Pauses a node, as a long pause of its JVM does, until it is resumed. */
    public void pause(int node) {
        nodes.get(node).signal("STOP");
    }

    /** Resumes a paused node. */
    public void resume(int node) {
        nodes.get(node).signal("CONT");
    }

    /** Kills all nodes and deletes their data. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        stop();
    }

    private void stop() {
        nodes.forEach(CassandraNode::kill);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a port that is free on all addresses, because all nodes of a cluster use the same port. */
    private static int freePort(List<String> addresses) throws IOException {
        for (int attempt = 0; ; attempt++) {
            try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getByName(addresses.get(0)))) {
                for (String address : addresses.subList(1, addresses.size())) {
                    new ServerSocket(first.getLocalPort(), 1, InetAddress.getByName(address)).close();
                }
                return first.getLocalPort();
            } catch (IOException taken) {
                if (attempt == 20) {
                    throw taken;
                }
            }
        }
    }
}
