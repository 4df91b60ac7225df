package dev.handoff.store.jdbc.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** How the table is built, beside how it should be. Reads the catalog only. */
public final class TableShape {

    /** Fixed-width text is none of them: it comes back padded. */
    private static final Set<Integer> TEXT_TYPES = Set.of(Types.VARCHAR, Types.LONGVARCHAR, Types.NVARCHAR);

    private static final double BITS_PER_DIGIT = Math.log(10) / Math.log(2);

    private TableShape() {}

    /**
     * What keeps the table from being what the store needs; empty if nothing does.
     *
     * @throws SQLException if the table can't be read at all
     */
    public static List<String> faults(Connection connection, TableName table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery("SELECT * FROM " + table + " WHERE 1 = 0")) {
            ResultSetMetaData row = none.getMetaData();
            List<String> faults = new ArrayList<>();
            Set<String> missing = new TreeSet<>();
            RecordColumns.ALL.forEach(column -> missing.add(column.name()));
            for (int i = 1; i <= row.getColumnCount(); i++) {
                String name = row.getColumnName(i).toLowerCase(Locale.ROOT);
                for (Column column : RecordColumns.ALL) {
                    if (column.name().equals(name)) {
                        missing.remove(name);
                        compare(column, row, i, faults);
                    }
                }
            }
            missing.forEach(name -> faults.add("no column " + name));
            if (!TableIndexes.of(connection, table, row)
                    .hasKey(RecordColumns.ALL.get(0).name())) {
                faults.add("session_key alone is not the key");
            }
            return faults;
        }
    }

    private static void compare(Column column, ResultSetMetaData row, int i, List<String> faults) throws SQLException {
        String name = "column " + column.name();
        if (column.isText() && !TEXT_TYPES.contains(row.getColumnType(i))) {
            faults.add(name + " is no text of variable length");
        } else if (column.isText() && row.getPrecision(i) > 0 && row.getPrecision(i) < column.size()) {
            // SQLite limits no length and tells none
            faults.add(name + " holds less than " + column.size() + " characters");
        } else if (!column.isText() && bits(row, i) == 0) {
            faults.add(name + " is no integer");
        } else if (!column.isText() && bits(row, i) < column.size()) {
            faults.add(name + " holds less than " + column.size() + " bits");
        }
        int nullable = row.isNullable(i);
        if (column.part() != null && nullable == ResultSetMetaData.columnNoNulls) {
            faults.add(name + " must take null");
        } else if (column.part() == null && nullable == ResultSetMetaData.columnNullable) {
            faults.add(name + " must not take null");
        }
    }

    /** How many bits of a whole number a column holds, 0 if it does not hold whole numbers exactly. */
    private static int bits(ResultSetMetaData row, int i) throws SQLException {
        return switch (row.getColumnType(i)) {
            case Types.SMALLINT -> Short.SIZE;
            case Types.INTEGER -> Integer.SIZE;
            case Types.BIGINT -> Long.SIZE;
            case Types.NUMERIC, Types.DECIMAL ->
                row.getScale(i) == 0 ? (int) Math.ceil(row.getPrecision(i) * BITS_PER_DIGIT) : 0;
            default -> 0;
        };
    }
}
