package dev.handoff.faults;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;

/** One PostgreSQL server from Maven Central for all faults that need no server of their own. */
final class Postgres {

    static final String USER = "postgres";
    private static final EmbeddedPostgres SERVER = start();

    private Postgres() {}

    /** Each statement with its text, so that a proxy can read it. */
    static String url(String options) {
        return SERVER.getJdbcUrl(USER, USER) + "&prepareThreshold=0" + options;
    }

    static int port() {
        return SERVER.getPort();
    }

    private static EmbeddedPostgres start() {
        try {
            // as servers are set up, and not the way that this library makes tests faster
            return EmbeddedPostgres.builder()
                    .setServerConfig("synchronous_commit", "on")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
