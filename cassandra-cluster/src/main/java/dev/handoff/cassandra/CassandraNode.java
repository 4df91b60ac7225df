package dev.handoff.cassandra;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One node in a separate process. */
final class CassandraNode {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLLING_INTERVAL = Duration.ofMillis(50);

    private static final List<String> EXPORTS = List.of(
            "java.base/jdk.internal.misc",
            "java.base/java.lang.ref",
            "java.management.rmi/com.sun.jmx.remote.internal.rmi",
            "java.rmi/sun.rmi.registry",
            "java.rmi/sun.rmi.server",
            "java.sql/java.sql",
            "jdk.unsupported/sun.misc");

    private static final List<String> OPENS = List.of(
            "java.base/java.lang",
            "java.base/java.lang.module",
            "java.base/java.lang.reflect",
            "java.base/java.io",
            "java.base/java.nio",
            "java.base/java.util",
            "java.base/jdk.internal.loader",
            "java.base/jdk.internal.ref",
            "java.base/jdk.internal.reflect",
            "java.base/jdk.internal.math",
            "java.base/jdk.internal.module",
            "java.base/jdk.internal.util.jar",
            "java.base/sun.nio.ch",
            "jdk.management/com.sun.management.internal");

    private static final String LOGGING = """
            <configuration>
              <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%-5level [%thread] %date %logger{0} - %msg%n</pattern></encoder>
              </appender>
              <root level="WARN"><appender-ref ref="OUT"/></root>
            </configuration>
            """;

    private final Path folder;
    private final InetSocketAddress clients;
    private final List<String> command;
    private @Nullable Process process;

    CassandraNode(
            Path java,
            String classPath,
            Path parent,
            String address,
            int index,
            int count,
            int storagePort,
            int clientPort,
            String... options)
            throws IOException {
        folder = Files.createDirectories(parent.resolve("node" + (index + 1)));
        clients = new InetSocketAddress(address, clientPort);
        Path settings = Files.writeString(
                folder.resolve("cassandra.yaml"), settings(address, token(index, count), storagePort, clientPort));
        Path logging = Files.writeString(folder.resolve("logback.xml"), LOGGING);
        command = new ArrayList<>(List.of(
                java.toString(),
                "-javaagent:" + jammIn(classPath),
                "-Djdk.attach.allowAttachSelf=true",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:MaxDirectMemorySize=256m",
                "-Dio.netty.tryReflectionSetAccessible=true",
                "-Dcassandra.config="
                        + settings.toUri()
                                .toString()
                                .replace("file:/", "file:///")
                                .replace("////", "//"),
                "-Dcassandra.storagedir=" + folder,
                "-Dcassandra.ring_delay_ms=1000",
                "-Dcassandra.skip_wait_for_gossip_to_settle=0",
                "-Dcassandra.superuser_setup_delay_ms=0",
                "-Dcassandra-foreground=yes",
                "-Dlogback.configurationFile=" + logging));
        command.addAll(List.of(options));
        EXPORTS.forEach(name -> command.addAll(List.of("--add-exports", name + "=ALL-UNNAMED")));
        OPENS.forEach(name -> command.addAll(List.of("--add-opens", name + "=ALL-UNNAMED")));
        command.addAll(List.of("-cp", classPath, "org.apache.cassandra.service.CassandraDaemon"));
    }

    InetSocketAddress clients() {
        return clients;
    }

    void start() {
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitClients() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isListening()) {
            if (process == null || !process.isAlive() || System.nanoTime() - end > 0) {
                throw new IllegalStateException(
                        "a node of Cassandra did not start; the end of its log:\n" + lastLines());
            }
            LockSupport.parkNanos(POLLING_INTERVAL.toNanos());
        }
    }

    void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    void signal(String name) {
        if (process == null) {
            throw new IllegalStateException("the node was not started");
        }
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isListening() {
        try (Socket socket = new Socket()) {
            socket.connect(clients);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private File log() {
        return folder.resolve("log").toFile();
    }

    private String lastLines() {
        try (Stream<String> lines = Files.lines(log().toPath())) {
            List<String> all = lines.toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - 40), all.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Returns the node's token, so that all nodes have equal parts of the ring. */
    private static BigInteger token(int index, int count) {
        BigInteger share = BigInteger.ONE.shiftLeft(64).divide(BigInteger.valueOf(count));
        return BigInteger.valueOf(Long.MIN_VALUE).add(share.multiply(BigInteger.valueOf(index)));
    }

    private static String jammIn(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator, -1))
                .filter(jar -> jar.contains("jamm-"))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("the server's class path has no jamm: run scripts/cassandra again"));
    }

    private static String settings(String address, BigInteger token, int storagePort, int clientPort) {
        return """
                cluster_name: handoff
                num_tokens: 1
                initial_token: "%2$s"
                auto_bootstrap: false
                partitioner: org.apache.cassandra.dht.Murmur3Partitioner
                endpoint_snitch: SimpleSnitch
                seed_provider:
                  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
                    parameters:
                      - seeds: "127.0.0.1:%3$d"
                listen_address: %1$s
                rpc_address: %1$s
                storage_port: %3$d
                native_transport_port: %4$d
                commitlog_sync: group
                commitlog_sync_group_window: 1ms
                commitlog_segment_size: 8MiB
                memtable_heap_space: 64MiB
                paxos_variant: v2
                storage_compatibility_mode: NONE
                """.formatted(address, token, storagePort, clientPort);
    }
}
