package dev.handoff.store.jdbc.internal;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The table's indexes, as the driver tells them. Partial ones don't count. */
public final class TableIndexes {

    private final List<Index> all = new ArrayList<>();

    private TableIndexes() {}

    /**
     * One index.
     *
     * @param isUnique whether it lets no two rows have the same columns
     * @param columns in their order, in lower case
     */
    private record Index(boolean isUnique, List<String> columns) {}

    /** The indexes of a table that can be read. */
    public static TableIndexes of(Connection connection, TableName table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery("SELECT * FROM " + table + " WHERE 1 = 0")) {
            return of(connection, table, none.getMetaData());
        }
    }

    /**
     * The same.
     *
     * @param row what was selected from the table
     */
    static TableIndexes of(Connection connection, TableName table, ResultSetMetaData row) throws SQLException {
        DatabaseMetaData database = connection.getMetaData();
        Set<String> names = spellings(row.getTableName(1), table.simple());
        // databases differ in which of the two they call a schema and which a catalog
        Set<String> schemas = table.schema() == null
                ? spellings(row.getSchemaName(1), connection.getSchema(), connection.getCatalog())
                : spellings(row.getSchemaName(1), table.schema());
        TableIndexes found = new TableIndexes();
        for (String name : names) {
            for (String schema : schemas) {
                found.add(database.getIndexInfo(null, schema, name, false, true));
                found.add(database.getIndexInfo(schema, null, name, false, true));
            }
        }
        if (found.all.isEmpty()) {
            // not even a key: it is somewhere else
            for (String name : names) {
                found.add(database.getIndexInfo(null, null, name, false, true));
            }
        }
        return found;
    }

    /** Whether no two rows can have the same value in this column. */
    boolean hasKey(String column) {
        return all.stream()
                .anyMatch(index -> index.isUnique() && index.columns().equals(List.of(column)));
    }

    /** Whether rows can be found, or read in order, by this column. */
    public boolean leadsTo(String column) {
        return all.stream().anyMatch(index -> index.columns().get(0).equals(column));
    }

    private void add(ResultSet indexed) throws SQLException {
        Map<String, Index> byName = new LinkedHashMap<>();
        try (indexed) {
            while (indexed.next()) {
                String column = indexed.getString("COLUMN_NAME");
                String filter = indexed.getString("FILTER_CONDITION");
                boolean isUnique = !indexed.getBoolean("NON_UNIQUE");
                if (column != null && (filter == null || filter.isEmpty())) {
                    byName.computeIfAbsent(
                                    String.valueOf(indexed.getString("INDEX_NAME")),
                                    name -> new Index(isUnique, new ArrayList<>()))
                            .columns()
                            .add(column.toLowerCase(Locale.ROOT));
                }
            }
        }
        all.addAll(byName.values());
    }

    private static Set<String> spellings(@Nullable String... names) {
        Set<String> all = new LinkedHashSet<>();
        for (String name : names) {
            if (name != null && !name.isEmpty()) {
                all.add(name);
                all.add(name.toLowerCase(Locale.ROOT));
                all.add(name.toUpperCase(Locale.ROOT));
            }
        }
        return all;
    }
}
