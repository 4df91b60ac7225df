package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Starts MySQL 8 from Maven Central at its first use and stops it with this JVM. It needs Debian's libaio1. */
final class MysqlServer {

    private static final Path FOLDER = Path.of("target", "mysql").toAbsolutePath();
    private static final String ARCHIVE = "/mysql-Linux-amd64.tar.gz";

    private MysqlServer() {}

    /** Returns the server's URL. If the server can't run, the test is skipped, or fails if MySQL is required. */
    static String url() {
        String why = Holder.WHY_NOT;
        if (!why.isEmpty()) {
            assertThat(System.getProperty("handoff.mysql")).as(why).isNotEqualTo("required");
            abort(why);
        }
        return Holder.URL;
    }

    private static final class Holder {
        static final String WHY_NOT = whyNot();
        static final String URL = WHY_NOT.isEmpty() ? start() : "";
    }

    private static String whyNot() {
        Path server = unpacked().resolve("bin").resolve("mysqld");
        try {
            if (run(List.of(server.toString(), "--no-defaults", "--version")) == 0) {
                return "";
            }
        } catch (IOException noLinux) {
            // mysqld does not run here, as after another exit code
        }
        String why = "mysqld does not run here (Linux on x86-64 with libaio1; scripts/install-mysql-libraries installs"
                + " it on Debian)";
        System.err.println("*** MYSQL TESTS SKIPPED: " + why + " ***");
        return why;
    }

    private static String start() {
        Path own = FOLDER.resolve("data-" + ProcessHandle.current().pid());
        List<String> command = new ArrayList<>(List.of(
                unpacked().resolve("bin").resolve("mysqld").toString(),
                "--no-defaults",
                "--basedir=" + unpacked(),
                "--datadir=" + own.resolve("data"),
                "--lc-messages-dir=" + unpacked().resolve("share"),
                // no test cuts the power, so the build need not wait for the disk
                "--innodb-flush-log-at-trx-commit=0",
                "--innodb-doublewrite=OFF",
                "--skip-log-bin"));
        if (System.getProperty("user.name").equals("root")) {
            // MySQL refuses to run as root without this option
            command.add("--user=root");
        }
        try {
            Files.createDirectories(own);
            List<String> initialize = new ArrayList<>(command);
            initialize.add("--initialize-insecure");
            if (run(initialize) != 0) {
                throw new AssertionError("MySQL could not create its data folder; see " + FOLDER.resolve("log"));
            }
            int port = freePort();
            command.addAll(List.of(
                    "--port=" + port,
                    "--bind-address=127.0.0.1",
                    "--socket=" + own.resolve("socket"),
                    "--pid-file=" + own.resolve("pid"),
                    // without this option it listens on every address
                    "--mysqlx=OFF"));
            await(new ProcessBuilder(command).redirectErrorStream(true).start());
            return "jdbc:mysql://127.0.0.1:" + port + "/handoff?createDatabaseIfNotExist=true";
        } catch (IOException e) {
            throw new AssertionError("MySQL did not start", e);
        }
    }

    /** Waits until the server accepts connections. Then reads and drops its output, so that the server never blocks. */
    private static void await(Process server) throws IOException {
        Runtime.getRuntime().addShutdownHook(new Thread(server::destroyForcibly));
        BufferedReader output = server.inputReader();
        List<String> lines = new ArrayList<>();
        String line;
        while ((line = output.readLine()) != null) {
            lines.add(line);
            if (line.contains("ready for connections")) {
                Thread reader = new Thread(() -> output.lines().forEach(ignored -> {}), "mysqld output");
                reader.setDaemon(true);
                reader.start();
                return;
            }
        }
        throw new AssertionError("MySQL ended before it accepted connections: " + lines);
    }

    private static int run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(FOLDER.resolve("log").toFile())
                .start();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Path unpacked() {
        Path server = FOLDER.resolve("server");
        // one process at a time, because no process can run a file while another one writes it
        try (FileChannel unpacking = FileChannel.open(
                Files.createDirectories(FOLDER).resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            unpacking.lock();
            if (!Files.exists(server)) {
                Path unfinished = Files.createTempDirectory(FOLDER, "unpacking");
                Path archive = unfinished.resolve("server.tar.gz");
                try (InputStream packed = Objects.requireNonNull(MysqlServer.class.getResourceAsStream(ARCHIVE))) {
                    Files.copy(packed, archive);
                }
                if (run(List.of("tar", "xzf", archive.toString(), "-C", unfinished.toString())) != 0) {
                    throw new AssertionError("tar failed; see " + FOLDER.resolve("log"));
                }
                Files.delete(archive);
                Files.move(unfinished, server);
            }
            return server;
        } catch (IOException e) {
            throw new AssertionError("MySQL could not be unpacked", e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }
}
