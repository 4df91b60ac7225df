package dev.handoff.store.jdbc;

import dev.handoff.store.jdbc.internal.Dialect;
import dev.handoff.store.jdbc.internal.HandoffTable;
import dev.handoff.store.jdbc.internal.SqlFailures;
import dev.handoff.store.jdbc.internal.TableName;
import dev.handoff.store.jdbc.internal.TableShape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The table that {@link JdbcTokenStore} needs: makes it, shows its script for a host's own migrations, and looks at it.
 * Runs DDL only when called to. Thread-safe.
 */
public final class JdbcSchema {

    /** Two nodes that start at once may both try to make the table; the slower one looks again. */
    private static final int ROUNDS = 3;

    private JdbcSchema() {}

    /**
     * The script that makes table and index in a database, for a host's own migrations.
     *
     * @param dialect a name that {@link JdbcTokenStore#withDialect} takes
     * @param table a plain identifier that is no reserved word of SQL, with a schema and a dot in front or not
     * @throws IllegalArgumentException if it is anything else
     */
    public static String script(String dialect, String table) {
        return script(Dialect.named(dialect), new TableName(table));
    }

    /**
     * Makes the store's table and its index where they are missing, and runs no DDL where they are there, nor on a
     * table of another shape, which {@link #verify} tells. Doing so on several nodes at once is harmless.
     *
     * @throws IllegalStateException if the connection may belong to a transaction of the caller's
     */
    public static void createIfMissing(JdbcTokenStore store) throws SQLException {
        HandoffTable table = store.table();
        for (int round = 1; ; round++) {
            try {
                for (String sql : missing(table)) {
                    table.run((statements, connection) -> execute(connection, sql));
                }
                return;
            } catch (SQLException failed) {
                if (round == ROUNDS) {
                    throw failed;
                }
            }
        }
    }

    /**
     * Looks whether the store's table has every column that the store needs, each of a fitting type and length and
     * taking no null, and {@code session_key} as its primary key.
     *
     * @throws IllegalStateException if it has not, or if the table is missing, and the message names what is wrong; or
     *     if the connection may belong to a transaction of the caller's
     * @throws SQLException if the database can't be asked
     */
    public static void verify(JdbcTokenStore store) throws SQLException {
        HandoffTable table = store.table();
        List<String> faults = existingShape(table).faults();
        if (!faults.isEmpty()) {
            throw new IllegalStateException(
                    "table " + table.name() + " is of another shape: " + String.join(", ", faults));
        }
    }

    private static TableShape existingShape(HandoffTable table) throws SQLException {
        try {
            return shape(table);
        } catch (SQLException failed) {
            if (!SqlFailures.isUnusable(failed)) {
                throw failed;
            }
            throw new IllegalStateException(
                    "table " + table.name() + " is missing, or may not be read (" + SqlFailures.codeOf(failed)
                            + "): make it by the script dev/handoff/store/jdbc/" + resource(dialect(table))
                            + " of this jar, or by JdbcSchema.createIfMissing(store)",
                    failed);
        }
    }

    private static TableShape shape(HandoffTable table) throws SQLException {
        return table.run((statements, connection) -> TableShape.of(connection, table.name(), statements.dialect()));
    }

    private static Dialect dialect(HandoffTable table) throws SQLException {
        return table.run((statements, connection) -> statements.dialect());
    }

    /** The statements that are still to be run: the first one makes the table, one after it an index. */
    private static List<String> missing(HandoffTable table) throws SQLException {
        List<String> all = statementsOf(script(dialect(table), table.name()));
        try {
            TableShape shape = shape(table);
            boolean isLeftAlone = shape.hasEndIndex() || !shape.faults().isEmpty();
            return isLeftAlone ? List.of() : all.subList(1, all.size());
        } catch (SQLException noTable) {
            return all;
        }
    }

    private static boolean execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
        }
    }

    private static String script(Dialect dialect, TableName name) {
        String resource = resource(dialect);
        try (InputStream in = JdbcSchema.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace(TableName.DEFAULT + "_ends_at", "${index}")
                    .replace(TableName.DEFAULT, name.text())
                    .replace("${index}", name.simple() + "_ends_at");
        } catch (IOException e) {
            throw new IllegalStateException(resource + " can't be read from the jar", e);
        }
    }

    private static String resource(Dialect dialect) {
        return "schema/" + dialect + ".sql";
    }

    private static List<String> statementsOf(String script) {
        String withoutComments = script.replaceAll("(?m)^--.*$", "");
        List<String> statements = new ArrayList<>();
        for (String statement : withoutComments.split(";", -1)) {
            if (!statement.isBlank()) {
                statements.add(statement.strip());
            }
        }
        return statements;
    }
}
