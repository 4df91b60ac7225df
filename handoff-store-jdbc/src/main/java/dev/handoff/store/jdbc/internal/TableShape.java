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
 * The differences between an existing table and the table that the store needs. Reads the catalog only.
 *
 * @param faults why the store can't use the table; empty if it can
 * @param hasEndIndex whether an index over all rows starts with {@code ends_at}
 */
public record TableShape(List<String> faults, boolean hasEndIndex) {

    /** The allowed types of text. Fixed-width text is not allowed, because databases pad it. */
    private static final Set<Integer> TEXT_TYPES = Set.of(Types.VARCHAR, Types.LONGVARCHAR, Types.NVARCHAR);

    /** The columns with the length of their text, or 0 for the column of milliseconds. */
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
     * Reads the shape of this table.
     *
     * @throws SQLException if the table can't be read
     */
    public static TableShape of(Connection connection, TableName table, Dialect dialect) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet noRows = statement.executeQuery("SELECT * FROM " + table + " WHERE 1 = 0")) {
            ResultSetMetaData row = noRows.getMetaData();
            List<String> faults = new ArrayList<>();
            Map<String, Integer> missing = new LinkedHashMap<>(COLUMNS);
            for (int i = 1; i <= row.getColumnCount(); i++) {
                String name = row.getColumnName(i).toLowerCase(Locale.ROOT);
                Integer length = missing.remove(name);
                if (length != null) {
                    compare("column " + name, length, row, i, faults);
                }
            }
            missing.keySet().forEach(name -> faults.add("column " + name + " is missing"));
            Address address = Address.of(connection, table, dialect, row);
            if (!address.primaryKey().equals(List.of("session_key"))) {
                faults.add("session_key alone must be the primary key");
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
            faults.add(name + " must be an integer of 64 bits");
        } else if (length > 0 && !TEXT_TYPES.contains(type)) {
            faults.add(name + " must be a text of variable length");
        } else if (length > 0 && row.getPrecision(i) > 0 && row.getPrecision(i) < length) {
            // SQLite has no limits of length and reports 0
            faults.add(name + " must hold " + length + " characters");
        }
        if (row.isNullable(i) == ResultSetMetaData.columnNullable) {
            faults.add(name + " must not allow null");
        }
    }

    /** The table's names in the catalog: from the driver's metadata, or as the database spells identifiers. */
    private record Address(
            DatabaseMetaData database,
            @Nullable String catalog,
            @Nullable String schema,
            String name) {

        static Address of(Connection connection, TableName table, Dialect dialect, ResultSetMetaData row)
                throws SQLException {
            DatabaseMetaData database = connection.getMetaData();
            // MySQL and MariaDB call a schema a catalog
            boolean hasSchemas = database.supportsSchemasInTableDefinitions();
            String schema = row.getSchemaName(1);
            if (isUnknown(schema) && dialect == Dialect.POSTGRESQL) {
                schema = schemaOnThePath(connection, table);
            }
            if (isUnknown(schema)) {
                String named = table.schema();
                schema = named != null
                        ? spelled(database, named)
                        : hasSchemas ? connection.getSchema() : connection.getCatalog();
            }
            String name = row.getTableName(1);
            return new Address(
                    database,
                    hasSchemas ? null : schema,
                    hasSchemas ? schema : null,
                    isUnknown(name) ? spelled(database, table.simple()) : name);
        }

        /**
         * Finds the table's schema on PostgreSQL's search path. The connection reports only the path's first schema.
         */
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

        /** Returns the primary key's columns, in lower case. */
        List<String> primaryKey() throws SQLException {
            List<String> columns = new ArrayList<>();
            try (ResultSet keys = database.getPrimaryKeys(catalog, schema, name)) {
                while (keys.next()) {
                    columns.add(keys.getString("COLUMN_NAME").toLowerCase(Locale.ROOT));
                }
            }
            return columns;
        }

        /** Returns the columns, in lower case, that come first in an index over all rows. */
        Set<String> indexLeaders() throws SQLException {
            Set<String> leaders = new TreeSet<>();
            try (ResultSet indexed = database.getIndexInfo(catalog, schema, name, false, true)) {
                while (indexed.next()) {
                    String column = indexed.getString("COLUMN_NAME");
                    String filter = indexed.getString("FILTER_CONDITION");
                    if (column != null && indexed.getInt("ORDINAL_POSITION") == 1 && isUnknown(filter)) {
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

        private static boolean isUnknown(@Nullable String name) {
            return name == null || name.isEmpty();
        }
    }
}
