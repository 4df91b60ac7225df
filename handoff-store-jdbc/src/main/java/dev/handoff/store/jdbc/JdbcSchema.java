package dev.handoff.store.jdbc;

import dev.handoff.store.jdbc.internal.TableName;
import dev.handoff.store.jdbc.internal.TableShape;
import dev.handoff.store.jdbc.internal.Transactions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * The table that {@link JdbcTokenStore} needs: makes it, shows its script for a host's own migrations, and looks at it.
 * Runs DDL only when called to. Thread-safe.
 */
public final class JdbcSchema {

    private static final String RESOURCE = "schema.sql";
    /** Two nodes that start at once may both try to make the table; the slower one looks again. */
    private static final int ROUNDS = 3;

    private JdbcSchema() {}

    /**
     * The script that makes table and index where they are missing, for a host's own migrations.
     *
     * @param table a plain identifier that is no reserved word of SQL, with a schema and a dot in front or not
     * @throws IllegalArgumentException if it is anything else
     */
    public static String script(String table) {
        TableName name = new TableName(table);
        try (InputStream in = JdbcSchema.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace(TableName.DEFAULT + "_ends_at", "${index}")
                    .replace(TableName.DEFAULT, name.text())
                    .replace("${index}", name.simple() + "_ends_at");
        } catch (IOException e) {
            throw new IllegalStateException(RESOURCE + " can't be read from the jar", e);
        }
    }

    /** Makes the table {@code handoff_session} and its index where they are missing. */
    public static void createIfMissing(DataSource dataSource) throws SQLException {
        createIfMissing(dataSource, TableName.DEFAULT);
    }

    /**
     * Makes a table of this name and its index where they are missing. Doing so twice, or on several nodes at once, is
     * harmless.
     *
     * @throws IllegalArgumentException if the name is no plain identifier, or reserved
     */
    public static void createIfMissing(DataSource dataSource, String table) throws SQLException {
        List<String> statements = statementsOf(script(table));
        for (int round = 1; ; round++) {
            try {
                Transactions.run(dataSource, connection -> {
                    try (Statement statement = connection.createStatement()) {
                        for (String sql : statements) {
                            statement.execute(sql);
                        }
                    }
                    return statements.size();
                });
                return;
            } catch (SQLException failed) {
                if (round == ROUNDS) {
                    throw failed;
                }
            }
        }
    }

    /** Looks whether the table {@code handoff_session} is what the store needs. */
    public static void verify(DataSource dataSource) throws SQLException {
        verify(dataSource, TableName.DEFAULT);
    }

    /**
     * Looks whether a table of this name has every column that the store needs, each of a fitting type and length and
     * taking no null, and {@code session_key} as its primary key.
     *
     * @throws IllegalStateException if it has not; the message names what is wrong
     * @throws SQLException if the table can't be read at all
     */
    public static void verify(DataSource dataSource, String table) throws SQLException {
        TableName name = new TableName(table);
        List<String> faults = Transactions.run(dataSource, connection -> TableShape.of(connection, name))
                .faults();
        if (!faults.isEmpty()) {
            throw new IllegalStateException("table " + name + " is of another shape: " + String.join(", ", faults));
        }
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
