package dev.handoff.faults;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A primary and its standby. The primary is killed and the standby promoted, again and again. The build's PostgreSQL
 * has no pg_basebackup, so that a standby is made from a copy of the primary's files, between {@code pg_backup_start}
 * and {@code pg_backup_stop}. Not thread-safe.
 */
final class PostgresPair implements AutoCloseable {

    /** Files of a running server, which are not copied. */
    private static final String[] LEFT_OUT = {"postmaster.pid", "postmaster.opts", "epg-lock", "pg_replslot"};

    private final Workshop workshop;
    private final boolean isSynchronous;
    private final int firstPort = Workshop.freePort();
    private final int secondPort = Workshop.freePort();
    private Server primary;
    private Server standby;

    private record Server(EmbeddedPostgres process, Path data, int port) {
        Connection connect() throws SQLException {
            return process.getPostgresDatabase().getConnection();
        }

        void kill() throws IOException, InterruptedException {
            String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0);
            ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
            var backends = postmaster.descendants().toList();
            postmaster.destroyForcibly();
            backends.forEach(ProcessHandle::destroyForcibly);
            postmaster.onExit().join();
            backends.forEach(backend -> backend.onExit().join());
            Files.delete(data.resolve("postmaster.pid"));
        }
    }

    PostgresPair(Workshop workshop, boolean isSynchronous) throws IOException, SQLException {
        this.workshop = workshop;
        this.isSynchronous = isSynchronous;
        this.primary = start(workshop.newFolder("primary"), firstPort);
        this.standby = newStandby();
    }

    /** Returns the URL of the current primary. */
    String url() {
        return "jdbc:postgresql://127.0.0.1:" + firstPort + ",127.0.0.1:" + secondPort
                + "/postgres?targetServerType=primary&prepareThreshold=0&connectTimeout=2";
    }

    /** Kills the primary, promotes the standby, and makes a new standby. */
    void promote() throws IOException, SQLException, InterruptedException {
        Server lost = primary;
        lost.kill();
        execute(standby, "SELECT pg_promote()");
        primary = standby;
        lost.process().close();
        Workshop.delete(lost.data());
        standby = newStandby();
    }

    private Server newStandby() throws IOException, SQLException {
        Path copy = workshop.newFolder("standby");
        try (Connection connection = primary.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_backup_start('standby', true)");
            copy(primary.data(), copy);
            try (ResultSet backup = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
                backup.next();
                Files.writeString(copy.resolve("backup_label"), backup.getString(1));
            }
        }
        Files.createFile(copy.resolve("standby.signal"));
        Files.writeString(
                copy.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=" + primary.port() + " user=" + Postgres.USER + "'\n");
        Server made = start(copy, primary.port() == firstPort ? secondPort : firstPort);
        if (isSynchronous) {
            execute(primary, "ALTER SYSTEM SET synchronous_standby_names = '*'");
            execute(primary, "SELECT pg_reload_conf()");
        }
        awaitReplication();
        return made;
    }

    /** Waits until the standby has all committed writes, and commits wait for the standby if it is synchronous. */
    private void awaitReplication() throws SQLException {
        String wanted = isSynchronous ? "sync_state = 'sync'" : "state = 'streaming'";
        String until = query("SELECT pg_current_wal_lsn()");
        while (!query("SELECT count(*) FROM pg_stat_replication WHERE " + wanted + " AND flush_lsn >= '" + until + "'")
                .equals("1")) {
            Thread.onSpinWait();
        }
    }

    private String query(String sql) throws SQLException {
        try (Connection connection = primary.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    private static void execute(Server server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Server start(Path data, int port) throws IOException {
        EmbeddedPostgres process = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("wal_keep_size", "256MB")
                .start();
        return new Server(process, data, port);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return isLeftOut(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                boolean isLog = from.resolve("pg_wal").equals(file.getParent());
                if (!isLog && !isLeftOut(file)) {
                    try {
                        Files.copy(file, to.resolve(from.relativize(file)));
                    } catch (NoSuchFileException goneMeanwhile) {
                        return FileVisitResult.CONTINUE;
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
                if (failed instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failed;
            }
        });
    }

    private static boolean isLeftOut(Path path) {
        for (String name : LEFT_OUT) {
            if (path.getFileName().toString().equals(name)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        standby.process().close();
        primary.process().close();
    }
}
