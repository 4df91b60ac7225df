package dev.handoff.store.jdbc.internal;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How the table is built, beside how it should be. Reads the catalog only.
 *
 * @param faults what keeps the table from being what the store needs; empty if nothing does
 * @param hasEndIndex whether an index of all rows leads to a session's end
 */
public record TableShape(List<String> faults, boolean hasEndIndex) {

    /** Fixed-width text is none of them: it comes back padded. */
    private static final Set<Integer> TEXT_TYPES = Set.of(Types.VARCHAR, Types.LONGVARCHAR, Types.NVARCHAR);

    /** The characters of a column of text, 0 for the one that holds milliseconds. */
    private static final Map<String, Integer> COLUMNS = new LinkedHashMap<>();

    static {
        COLUMNS.put("session_key", 64);
        COLUMNS.put("stamp", 32);
        COLUMNS.put("ends_at", 0);
        COLUMNS.put("body", 512);
    }

    private static final int DIGITS_OF_A_LONG = 19;

    public TableShape {
        faults = List.copyOf(faults);
    }

    /**
     * The shape of this table.
     *
     * @throws SQLException if the table can't be read at all
     */
    public static TableShape of(Connection connection, TableName table, Dialect dialect) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery("SELECT * FROM " + table + " WHERE 1 = 0")) {
            ResultSetMetaData row = none.getMetaData();
            List<String> faults = new ArrayList<>();
            Map<String, Integer> missing = new LinkedHashMap<>(COLUMNS);
            for (int i = 1; i <= row.getColumnCount(); i++) {
                String name = row.getColumnName(i).toLowerCase(Locale.ROOT);
                Integer length = missing.remove(name);
                if (length != null) {
                    compare("column " + name, length, row, i, faults);
                }
            }
            missing.keySet().forEach(name -> faults.add("no column " + name));
            Address address = Address.of(connection, table, dialect, row);
            if (!address.primaryKey().equals(List.of("session_key"))) {
                faults.add("session_key alone is not the primary key");
            }
            return new TableShape(faults, address.indexLeaders().contains("ends_at"));
        }
    }

    private static void compare(String name, int length, ResultSetMetaData row, int i, List<String> faults)
            throws SQLException {
        int type = row.getColumnType(i);
        boolean isLong = type == Types.BIGINT
                || ((type == Types.NUMERIC || type == Types.DECIMAL)
                        && row.getScale(i) == 0
                        && row.getPrecision(i) >= DIGITS_OF_A_LONG);
        if (length == 0 && !isLong) {
            faults.add(name + " is no integer of 64 bits");
        } else if (length > 0 && !TEXT_TYPES.contains(type)) {
            faults.add(name + " is no text of variable length");
        } else if (length > 0 && row.getPrecision(i) > 0 && row.getPrecision(i) < length) {
            // SQLite limits no length and tells none
            faults.add(name + " holds less than " + length + " characters");
        }
        if (row.isNullable(i) == ResultSetMetaData.columnNullable) {
            faults.add(name + " must not take null");
        }
    }

    /** Under which names the catalog knows the table: as a row of it tells, else as the database spells identifiers. */
    private record Address(
            DatabaseMetaData database,
            @Nullable String catalog,
            @Nullable String schema,
            String name) {

        static Address of(Connection connection, TableName table, Dialect dialect, ResultSetMetaData row)
                throws SQLException {
            DatabaseMetaData database = connection.getMetaData();
            // what SQL calls a schema, MySQL and MariaDB call a catalog
            boolean hasSchemas = database.supportsSchemasInTableDefinitions();
            String home = row.getSchemaName(1);
            if (isUntold(home) && dialect == Dialect.POSTGRESQL) {
                home = schemaOnThePath(connection, table);
            }
            if (isUntold(home)) {
                String named = table.schema();
                home = named != null
                        ? spelled(database, named)
                        : hasSchemas ? connection.getSchema() : connection.getCatalog();
            }
            String name = row.getTableName(1);
            return new Address(
                    database,
                    hasSchemas ? null : home,
                    hasSchemas ? home : null,
                    isUntold(name) ? spelled(database, table.simple()) : name);
        }

        /** PostgreSQL looks for a table in several schemas, and tells of the first one only. */
        private static @Nullable String schemaOnThePath(Connection connection, TableName table) throws SQLException {
            String sql = "SELECT nspname FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid"
                    + " WHERE c.oid = CAST(? AS regclass)";
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, table.text());
                try (ResultSet found = statement.executeQuery()) {
                    return found.next() ? found.getString(1) : null;
                }
            }
        }

        /** The primary key's columns, in lower case. */
        List<String> primaryKey() throws SQLException {
            List<String> columns = new ArrayList<>();
            try (ResultSet keys = database.getPrimaryKeys(catalog, schema, name)) {
                while (keys.next()) {
                    columns.add(keys.getString("COLUMN_NAME").toLowerCase(Locale.ROOT));
                }
            }
            return columns;
        }

        /** The columns, in lower case, that come first in an index which leaves no row out. */
        Set<String> indexLeaders() throws SQLException {
            Set<String> leaders = new TreeSet<>();
            try (ResultSet indexed = database.getIndexInfo(catalog, schema, name, false, true)) {
                while (indexed.next()) {
                    String column = indexed.getString("COLUMN_NAME");
                    String filter = indexed.getString("FILTER_CONDITION");
                    if (column != null && indexed.getInt("ORDINAL_POSITION") == 1 && isUntold(filter)) {
                        leaders.add(column.toLowerCase(Locale.ROOT));
                    }
                }
            }
            return leaders;
        }

        private static String spelled(DatabaseMetaData database, String name) throws SQLException {
            return database.storesUpperCaseIdentifiers()
                    ? name.toUpperCase(Locale.ROOT)
                    : database.storesLowerCaseIdentifiers() ? name.toLowerCase(Locale.ROOT) : name;
        }

        private static boolean isUntold(@Nullable String name) {
            return name == null || name.isEmpty();
        }
    }
}
