package dev.handoff.benchmarks;

import com.mysql.cj.jdbc.JdbcStatement;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A MySQL server whose folder is deleted at the end. It needs Debian's libaio1. */
final class MysqlScaleServer implements ScaleServer {

    private static final String ARCHIVE = "/mysql-Linux-amd64.tar.gz";
    private static final int FEW_DIRTY_PAGES = 100;

    private final String cache;
    private final Path folder = Files.createTempDirectory("handoff-benchmark");
    private final Process server;
    private final HikariDataSource pool;

    /** @param cache the value of {@code innodb_buffer_pool_size}, with the unit MB or GB */
    MysqlScaleServer(String cache) throws IOException, InterruptedException {
        this.cache = cache;
        Path archive = folder.resolve("server.tar.gz");
        try (InputStream packed = Objects.requireNonNull(MysqlScaleServer.class.getResourceAsStream(ARCHIVE))) {
            Files.copy(packed, archive);
        }
        finish(List.of("tar", "xzf", archive.toString(), "-C", folder.toString()));
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(
                folder.resolve("bin").resolve("mysqld").toString(),
                "--no-defaults",
                "--user=" + System.getProperty("user.name"),
                "--basedir=" + folder,
                "--datadir=" + folder.resolve("data"),
                "--lc-messages-dir=" + folder.resolve("share"),
                "--innodb-buffer-pool-size=" + cache.replace("B", ""),
                "--innodb-redo-log-capacity=2G",
                // values for an SSD
                "--innodb-io-capacity=2000",
                "--innodb-io-capacity-max=4000",
                "--innodb-flush-log-at-trx-commit=1",
                "--local-infile=ON",
                "--skip-log-bin"));
        List<String> initialize = new ArrayList<>(command);
        initialize.add("--initialize-insecure");
        finish(initialize);
        command.addAll(List.of(
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--socket=" + folder.resolve("socket"),
                "--pid-file=" + folder.resolve("pid"),
                // otherwise the X plugin listens on every address
                "--mysqlx=OFF"));
        server = start(command);
        Runtime.getRuntime().addShutdownHook(new Thread(server::destroyForcibly));
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:mysql://127.0.0.1:" + port
                + "/handoff?createDatabaseIfNotExist=true&allowLoadLocalInfile=true&sslMode=DISABLED");
        config.setUsername("root");
        config.setMaximumPoolSize(Stopwatch.THREADS + 1);
        // the server is not ready yet
        config.setInitializationFailTimeout(Duration.ofMinutes(1).toMillis());
        pool = new HikariDataSource(config);
    }

    @Override
    public String settings() {
        return "MySQL, innodb_buffer_pool_size " + cache + ", redo log 2GB, innodb_io_capacity 2000, no binary log";
    }

    @Override
    public HikariDataSource pool() {
        return pool;
    }

    @Override
    public void load(String table, InputStream rows) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.unwrap(JdbcStatement.class).setLocalInfileInputStream(rows);
            statement.execute("LOAD DATA LOCAL INFILE 'stream' INTO TABLE " + table
                    + " CHARACTER SET ascii (session_key, stamp, ends_at, body)");
        }
    }

    @Override
    public void settle(String table) throws SQLException {
        execute(
                "ANALYZE TABLE " + table,
                "SET GLOBAL innodb_max_dirty_pages_pct_lwm = 0",
                "SET GLOBAL innodb_max_dirty_pages_pct = 0");
        while (Integer.parseInt(ask("SHOW GLOBAL STATUS LIKE 'Innodb_buffer_pool_pages_dirty'", 2)) > FEW_DIRTY_PAGES) {
            execute("DO SLEEP(1)");
        }
        execute("SET GLOBAL innodb_max_dirty_pages_pct = 90", "SET GLOBAL innodb_max_dirty_pages_pct_lwm = 10");
    }

    @Override
    public String size(String table) throws SQLException {
        return ask(
                "SELECT CONCAT('table ', data_length DIV 1048576, ' MB, index of ends ', index_length DIV 1048576,"
                        + " ' MB') FROM information_schema.tables WHERE table_name = '" + table + "'",
                1);
    }

    @Override
    public void close() throws IOException {
        pool.close();
        server.destroy();
        server.onExit().join();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private void finish(List<String> command) throws IOException, InterruptedException {
        int code = start(command).waitFor();
        if (code != 0) {
            throw new IOException(command.get(0) + " ended with " + code + "; see " + folder.resolve("log"));
        }
    }

    private Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }
}
