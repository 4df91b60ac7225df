package dev.handoff.store.jdbc;

import dev.handoff.store.jdbc.TokenStoreCheck.Code;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the table is built. Reads only. */
final class TableChecks {

    private static final String INDEXED = "ends_at";

    private final TableName table;
    private final Findings findings;

    TableChecks(TableName table, Findings findings) {
        this.table = table;
        this.findings = findings;
    }

    /** Whether the table has what the store's statements name; an index that is missing is no obstacle. */
    boolean hasShapeAndIndex(Connection connection) {
        List<String> faults;
        try {
            faults = Transactions.on(connection, it -> JdbcSchema.faults(it, table));
        } catch (SQLException failed) {
            findings.error(
                    Code.TABLE_MISSING,
                    "The table " + table + " can't be read (" + SqlStates.codeOf(failed)
                            + "): make it with JdbcSchema or its script, or correct its name or the user's rights.");
            return false;
        }
        if (!faults.isEmpty()) {
            findings.error(
                    Code.TABLE_SHAPE,
                    "The table " + table + " is of another shape (" + String.join(", ", faults)
                            + "): compare it with JdbcSchema.script.");
        }
        if (!isIndexed(connection)) {
            findings.warning(
                    Code.INDEX_MISSING,
                    "No index begins with " + INDEXED + ": every purge reads the whole table; make the index that"
                            + " JdbcSchema.script ends with.");
        }
        return faults.isEmpty();
    }

    private boolean isIndexed(Connection connection) {
        try {
            return Transactions.on(connection, it -> firstColumns(it).contains(INDEXED));
        } catch (SQLException failed) {
            findings.note(
                    Code.SKIPPED,
                    "The driver does not tell which indexes there are (" + SqlStates.codeOf(failed) + ").");
            return true;
        }
    }

    /** The columns that the table's indexes begin with. */
    private Set<String> firstColumns(Connection connection) throws SQLException {
        DatabaseMetaData database = connection.getMetaData();
        Place place = place(connection);
        Set<String> found = new HashSet<>();
        for (String name : place.names()) {
            for (String schema : place.schemas()) {
                addFirstColumns(found, database.getIndexInfo(null, schema, name, false, true));
                addFirstColumns(found, database.getIndexInfo(schema, null, name, false, true));
            }
        }
        if (found.isEmpty()) {
            // not even a primary key: it is somewhere else
            for (String name : place.names()) {
                addFirstColumns(found, database.getIndexInfo(null, null, name, false, true));
            }
        }
        return found;
    }

    /** Partial indexes don't count. */
    private static void addFirstColumns(Set<String> found, ResultSet columns) throws SQLException {
        try (columns) {
            while (columns.next()) {
                String name = columns.getString("COLUMN_NAME");
                String filter = columns.getString("FILTER_CONDITION");
                if (name != null && columns.getInt("ORDINAL_POSITION") == 1 && (filter == null || filter.isEmpty())) {
                    found.add(name.toLowerCase(Locale.ROOT));
                }
            }
        }
    }

    /**
     * Where the table may be, in the spelling of whoever made it.
     *
     * @param schemas or catalogs, as some databases call them
     * @param names of the table
     */
    private record Place(Set<String> schemas, Set<String> names) {}

    private Place place(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery(new Statements(table).none())) {
            ResultSetMetaData row = none.getMetaData();
            Set<String> names = spellings(row.getTableName(1), table.simple());
            String schema = table.schema();
            return new Place(
                    schema == null
                            ? spellings(row.getSchemaName(1), connection.getSchema(), connection.getCatalog())
                            : spellings(row.getSchemaName(1), schema),
                    names);
        }
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
