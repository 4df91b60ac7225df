package com.example.transactions;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A PostgreSQL server for all tests of this process. It ends with the process. */
public final class Postgres {

    public static final String USER = "postgres";

    private static final EmbeddedPostgres SERVER = start();

    private Postgres() {}

    /** Returns the URL of a database with a short lock timeout. */
    public static String url() {
        return SERVER.getJdbcUrl(USER, "postgres") + "&options=-c%20lock_timeout=100";
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
