package dev.handoff.cassandra;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One node of a cluster, a JVM of its own on a loopback address of its own. Killed and started again on the same data.
 */
final class CassandraNode {

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

    private final String address;
    private final Path folder;
    private final List<String> command;
    private Process process;

    /**
     * Prepared, and not started.
     *
     * @param token where its part of the ring ends
     */
    CassandraNode(CassandraServer server, Path folder, String address, long token, int storagePort, int clientPort)
            throws IOException {
        this.address = address;
        this.folder = Files.createDirectories(folder);
        String settings = resource("cassandra.yaml")
                .replace("@ADDRESS@", address)
                .replace("@TOKEN@", Long.toString(token))
                .replace("@STORAGE_PORT@", Integer.toString(storagePort))
                .replace("@CLIENT_PORT@", Integer.toString(clientPort))
                .replace("@FOLDER@", folder.toString());
        Path file = Files.writeString(folder.resolve("cassandra.yaml"), settings);
        Path logback = Files.writeString(
                folder.resolve("logback.xml"), resource("logback-node.xml").replace("@FOLDER@", folder.toString()));
        command = new ArrayList<>(List.of(server.java().toString(), "-Xmx512m", "-XX:+UseSerialGC"));
        command.add("-XX:MaxDirectMemorySize=256m");
        Stream.of(System.getProperty("cassandra.jvm", "").split(" "))
                .filter(option -> !option.isEmpty())
                .forEach(command::add);
        command.add("-javaagent:" + server.jamm());
        EXPORTS.forEach(name -> command.add("--add-exports=" + name + "=ALL-UNNAMED"));
        OPENS.forEach(name -> command.add("--add-opens=" + name + "=ALL-UNNAMED"));
        command.addAll(List.of(
                "-Djdk.attach.allowAttachSelf=true",
                "-Dio.netty.tryReflectionSetAccessible=true",
                "-Dlogback.configurationFile=" + logback,
                "-Dcassandra.config=" + file.toUri(),
                "-Dcassandra.storagedir=" + folder,
                "-Dcassandra.ring_delay_ms=1000",
                "-Dcassandra.skip_wait_for_gossip_to_settle=0",
                "-Dcassandra.superuser_setup_delay_ms=0",
                "-Dcassandra-foreground=yes",
                "-cp",
                server.classpath(),
                "org.apache.cassandra.service.CassandraDaemon"));
    }

    String address() {
        return address;
    }

    /** Starts it, and does not wait until it answers. */
    void start() throws IOException {
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("output.log").toFile()))
                .start();
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Ends it in the midst of whatever it does (SIGKILL). */
    void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    /** Where it says what went wrong. */
    Path log() {
        return folder.resolve("output.log");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = CassandraNode.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
