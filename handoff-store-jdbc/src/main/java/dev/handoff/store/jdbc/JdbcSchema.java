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
 * Creates and verifies the table that {@link JdbcTokenStore} needs, and returns its script for the host's own
 * migrations. Only {@link #createIfMissing} runs DDL. Thread-safe.
 */
public final class JdbcSchema {

    /** If two nodes create the table at the same moment, the slower node fails and checks again. */
    private static final int ROUNDS = 3;

    private JdbcSchema() {}

    /**
     * Returns the script that creates the table and its index, for the host's own migrations.
     *
     * @param dialect a name that {@link JdbcTokenStore#withDialect} accepts
     * @param table a plain identifier that is no reserved word of SQL; a schema and a dot may stand before it
     * @throws IllegalArgumentException if the dialect is unknown, or the table's name is not allowed
     */
    public static String script(String dialect, String table) {
        return script(Dialect.named(dialect), new TableName(table));
    }

    /**
     * Creates the store's table and its index if they are missing. Does not change an existing table; {@link #verify}
     * checks its columns. Several nodes may call this at the same time.
     *
     * @throws IllegalStateException if the connection may belong to a transaction of the caller
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
     * Checks whether the store's table has every column that the store needs, with a fitting type and length and
     * without null, and {@code session_key} as its primary key.
     *
     * @throws IllegalStateException if the table is missing or has a fault, which the message names; or if the
     *     connection may belong to a transaction of the caller
     * @throws SQLException if the check itself fails
     */
    public static void verify(JdbcTokenStore store) throws SQLException {
        HandoffTable table = store.table();
        List<String> faults = existingShape(table).faults();
        if (!faults.isEmpty()) {
            throw new IllegalStateException("table " + table.name() + " does not fit the store: "
                    + String.join(", ", faults) + "; compare it with JdbcSchema.script");
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
                    "table " + table.name() + " is missing or can't be read (" + SqlFailures.codeOf(failed)
                            + "): create it with the script dev/handoff/store/jdbc/" + resource(dialect(table))
                            + " of this jar, or with JdbcSchema.createIfMissing(store)",
                    failed);
        }
    }

    private static TableShape shape(HandoffTable table) throws SQLException {
        return table.run((statements, connection) -> TableShape.of(connection, table.name(), statements.dialect()));
    }

    private static Dialect dialect(HandoffTable table) throws SQLException {
        return table.run((statements, connection) -> statements.dialect());
    }

    /** Returns the statements that are still to be run: the first creates the table, the next creates its index. */
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
