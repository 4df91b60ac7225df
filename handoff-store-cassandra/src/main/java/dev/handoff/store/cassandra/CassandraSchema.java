package dev.handoff.store.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.schema.ColumnMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The table of a {@link CassandraTokenStore}. Stateless. */
public final class CassandraSchema {

    static final String TABLE = "handoff_session";

    private static final String SCRIPT = "schema.cql";

    private static final Pattern NAME = Pattern.compile("([A-Za-z]\\w{0,47}\\.)?[A-Za-z]\\w{0,47}");

    private static final Map<String, DataType> COLUMNS = Map.of(
            "session_key",
            DataTypes.TEXT,
            "stamp",
            DataTypes.TEXT,
            "ends_at",
            DataTypes.BIGINT,
            "body",
            DataTypes.TEXT);

    private CassandraSchema() {}

    /**
     * The statement that makes the table if it is missing: the file {@code schema.cql} of this package, with another
     * name.
     *
     * @param table with a keyspace in front or not: {@code handoff_session}, {@code app.handoff_session}
     * @throws IllegalArgumentException if that is no name that needs no quotes
     */
    public static String script(String table) {
        requireName(table);
        try (InputStream in = Objects.requireNonNull(CassandraSchema.class.getResourceAsStream(SCRIPT), SCRIPT)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace(TABLE, table);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * Makes the table if it is missing, and waits until all nodes agree on it. Changes nothing about one that is there.
     *
     * @param table as in {@link #script}
     */
    public static void createIfMissing(CqlSession session, String table) {
        session.execute(script(table));
    }

    static void requireName(String table) {
        if (!NAME.matcher(table).matches()) {
            throw new IllegalArgumentException("not a table's name that needs no quotes: " + table);
        }
    }

    /** Compares the table with the script, and looks for a keyspace that forgets what it acknowledged. */
    static void verify(CqlSession session, String table) {
        int dot = table.indexOf('.');
        CqlIdentifier keyspaceName = dot < 0
                ? session.getKeyspace()
                        .orElseThrow(() -> new IllegalStateException("The session has no keyspace: open it with one, or"
                                + " name the table with its keyspace in front."))
                : CqlIdentifier.fromCql(table.substring(0, dot));
        // asked for anew: the session may have been opened before the table was made
        KeyspaceMetadata keyspace = session.refreshSchema()
                .getKeyspace(keyspaceName)
                .orElseThrow(() -> new IllegalStateException("There is no keyspace " + keyspaceName.asCql(true) + "."));
        if (!keyspace.isDurableWrites()) {
            throw new IllegalStateException("The keyspace " + keyspaceName.asCql(true) + " has durable_writes = false:"
                    + " nodes that stop would forget who won a session. ALTER KEYSPACE … WITH durable_writes = true.");
        }
        TableMetadata found = keyspace.getTable(CqlIdentifier.fromCql(table.substring(dot + 1)))
                .orElseThrow(() -> new IllegalStateException("There is no table " + table + " in the keyspace "
                        + keyspaceName.asCql(true) + ". Run the script " + SCRIPT + " of handoff-store-cassandra, or"
                        + " call CassandraSchema.createIfMissing."));
        Map<String, DataType> columns = new TreeMap<>();
        found.getColumns().forEach((name, column) -> columns.put(name.asInternal(), column.getType()));
        List<String> key = found.getPrimaryKey().stream()
                .map(ColumnMetadata::getName)
                .map(CqlIdentifier::asInternal)
                .toList();
        if (!columns.equals(COLUMNS) || !key.equals(List.of("session_key"))) {
            throw new IllegalStateException("The table " + table + " has another shape than the script " + SCRIPT
                    + " of handoff-store-cassandra: columns " + columns + ", primary key " + key + ".");
        }
    }
}
