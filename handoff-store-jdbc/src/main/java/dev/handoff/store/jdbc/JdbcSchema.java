package dev.handoff.store.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/**
 * The table that {@link JdbcTokenStore} needs: makes it, shows its script for a host's own migrations, and looks at it.
 * Runs DDL only when called to. Thread-safe.
 */
public final class JdbcSchema {

    private static final String RESOURCE = "schema.sql";
    /** Two nodes that start at once may both try to make the table; the slower one looks again. */
    private static final int ROUNDS = 3;

    private static final Set<Integer> TEXT_TYPES =
            Set.of(Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.NCHAR, Types.NVARCHAR);
    private static final Set<Integer> NUMBER_TYPES = Set.of(Types.INTEGER, Types.BIGINT, Types.NUMERIC, Types.DECIMAL);

    private JdbcSchema() {}

    /**
     * The script that makes table and index where they are missing, for a host's own migrations.
     *
     * @param table a plain identifier, with a schema and a dot in front or not
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
     * @throws IllegalArgumentException if the name is no plain identifier
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
     * Looks whether a table of this name has every column that the store needs, each of a fitting type.
     *
     * @throws IllegalStateException if it has not; the message names the columns
     * @throws SQLException if the table can't be read at all
     */
    public static void verify(DataSource dataSource, String table) throws SQLException {
        TableName name = new TableName(table);
        List<String> faults = Transactions.run(dataSource, connection -> faults(connection, name));
        if (!faults.isEmpty()) {
            throw new IllegalStateException("table " + name + " is of another shape: " + String.join(", ", faults));
        }
    }

    /** What keeps a table from being what the store needs; nothing if it is. */
    static List<String> faults(Connection connection, TableName table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery(new Statements(table).none())) {
            Map<String, Integer> types = typesOf(none.getMetaData());
            List<String> faults = new ArrayList<>();
            Columns.TEXTS.forEach(column -> look(types, column, TEXT_TYPES, "text", faults));
            Columns.NUMBERS.forEach(column -> look(types, column, NUMBER_TYPES, "integer", faults));
            return faults;
        }
    }

    private static void look(
            Map<String, Integer> types, String column, Set<Integer> fitting, String kind, List<String> faults) {
        Integer type = types.get(column);
        if (type == null) {
            faults.add("no column " + column);
        } else if (!fitting.contains(type)) {
            faults.add("column " + column + " is no " + kind);
        }
    }

    private static Map<String, Integer> typesOf(ResultSetMetaData row) throws SQLException {
        Map<String, Integer> types = new HashMap<>();
        for (int i = 1; i <= row.getColumnCount(); i++) {
            types.put(row.getColumnName(i).toLowerCase(Locale.ROOT), row.getColumnType(i));
        }
        return types;
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
