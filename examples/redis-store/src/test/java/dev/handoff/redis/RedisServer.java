package dev.handoff.redis;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPooled;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/** A redis-server process on the loopback address, which writes every command to disk before it answers. */
final class RedisServer {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final int port;
    private final UnifiedJedis client;

    private RedisServer(Process process, int port, UnifiedJedis client) {
        this.process = process;
        this.port = port;
        this.client = client;
    }

    /** Starts a server on a free port. If redis-server is missing, skips the test, or fails it if Redis is required. */
    static RedisServer start(String... options) throws IOException {
        Optional<Path> program = Stream.of(
                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "redis-server"))
                .filter(Files::isExecutable)
                .findFirst();
        if (program.isEmpty()) {
            String missing = "no redis-server on the path; scripts/install-redis installs it on Debian";
            if (System.getProperty("handoff.redis", "").equals("required")) {
                fail(missing);
            }
            System.err.println("*** REDIS TESTS SKIPPED: " + missing + " ***");
            abort(missing);
        }
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "redis")), "");
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(program.orElseThrow().toString()));
        command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
        command.addAll(List.of("--dir", folder.toAbsolutePath().toString()));
        command.addAll(List.of("--save", "", "--appendonly", "yes", "--appendfsync", "always"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        RedisServer server = new RedisServer(process, port, new JedisPooled("127.0.0.1", port));
        server.await(server::answers);
        return server;
    }

    int port() {
        return port;
    }

    UnifiedJedis client() {
        return client;
    }

    void stop() throws InterruptedException {
        client.close();
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    /** Waits until the condition is true; throws if the server ends before or after 60 seconds. */
    void await(BooleanSupplier condition) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException("redis-server did not start");
            }
            Thread.onSpinWait();
        }
    }

    private boolean answers() {
        try (Jedis asking = new Jedis("127.0.0.1", port)) {
            return asking.ping() != null;
        } catch (JedisException notYet) {
            return false;
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
