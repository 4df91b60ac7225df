package dev.handoff.store.cassandra;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The table that {@link CassandraTokenStore} needs. The store looks at it when it is built, and never makes it: run the
 * script once, from one place, as any other migration. Thread-safe.
 */
public final class CassandraSchema {

    private static final String RESOURCE = "schema.cql";

    private CassandraSchema() {}

    /**
     * The script that makes the table: one statement, of which running it again changes nothing.
     *
     * @param table a plain identifier in lower case, with a keyspace and a dot in front or not
     * @throws IllegalArgumentException if it is anything else
     */
    public static String script(String table) {
        String name = TableName.of(table).quoted();
        try (InputStream in = CassandraSchema.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace(TableName.DEFAULT, name);
        } catch (IOException e) {
            throw new IllegalStateException(RESOURCE + " can't be read from the jar", e);
        }
    }
}
