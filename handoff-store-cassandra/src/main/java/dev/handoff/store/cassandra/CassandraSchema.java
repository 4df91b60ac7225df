package dev.handoff.store.cassandra;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Returns the script of the table that {@link CassandraTokenStore} needs. The store checks the table when it is built,
 * but never creates it: run the script once, from one node, as any other migration. Thread-safe.
 */
public final class CassandraSchema {

    private static final String RESOURCE = "schema.cql";

    private CassandraSchema() {}

    /**
     * Returns the script that creates the table. It is one statement, and running it again changes nothing.
     *
     * @param table a plain identifier in lower case; a keyspace and a dot may stand before it
     * @throws IllegalArgumentException if the name is not allowed
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
