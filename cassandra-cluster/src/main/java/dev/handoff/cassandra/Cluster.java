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
 * Up to three nodes on 127.0.0.1, 127.0.0.2 and 127.0.0.3, on free ports, which end with this process. For one thread
 * at a time.
 */
public final class Cluster implements AutoCloseable {

    /** The class path of the server, in a file: {@code scripts/cassandra} resolves it and says where. */
    private static final String CLASS_PATH = "handoff.cassandra.classpath";

    private final List<CassandraNode> nodes;
    private final Path folder;
    private final Thread atExit = new Thread(this::stop);

    private Cluster(List<CassandraNode> nodes, Path folder) {
        this.nodes = nodes;
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Why no cluster can be started here, empty if one can. */
    public static Optional<String> whatIsMissing() {
        if (System.getProperty(CLASS_PATH) == null) {
            return Optional.of("run scripts/cassandra, which fetches the server");
        }
        return ServerJava.find().isPresent()
                ? Optional.empty()
                : Optional.of("Cassandra 5 needs JDK 17 exactly, and none was found: set HANDOFF_JDK17 to its folder");
    }

    /**
     * Starts so many nodes, and waits until each takes clients.
     *
     * @param count 1 to 3
     * @param options more of the nodes' JVM
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
            // the first one is whom the others ask for the ring
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

    /** Where each node takes clients. */
    public List<InetSocketAddress> addresses() {
        return nodes.stream().map(CassandraNode::clients).toList();
    }

    /** The same as text, for another process: {@link #parse} reads it. */
    public String contactPoints() {
        return addresses().stream()
                .map(address -> address.getHostString() + ":" + address.getPort())
                .collect(Collectors.joining(","));
    }

    /** The addresses in a text of {@link #contactPoints}. */
    public static List<InetSocketAddress> parse(String contactPoints) {
        return Stream.of(contactPoints.split(",", -1))
                .map(address -> address.split(":", -1))
                .map(parts -> new InetSocketAddress(parts[0], Integer.parseInt(parts[1])))
                .toList();
    }

    /** Kills a node as a loss of power to its process does, and waits until it is dead. */
    public void kill(int node) {
        nodes.get(node).kill();
    }

    /** Starts a node that was killed, on its own data, and waits until it takes clients. */
    public void revive(int node) {
        nodes.get(node).start();
        nodes.get(node).awaitClients();
    }

    /** Stops a node where it is, as a long pause of its JVM does, until it is resumed. */
    public void pause(int node) {
        nodes.get(node).signal("STOP");
    }

    /** Lets a node go on that was paused. */
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

    /** One that is free on all addresses, since a cluster's nodes have the same. */
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
