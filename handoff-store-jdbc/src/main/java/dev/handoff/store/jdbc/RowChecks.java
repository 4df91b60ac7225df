package dev.handoff.store.jdbc;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.store.jdbc.TokenStoreCheck.Code;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What becomes of rows: whether they are taken, are one for each key, and come back as they were. */
final class RowChecks {

    private final Rows rows;
    private final ProbeRows probes;
    private final Findings findings;

    RowChecks(Rows rows, ProbeRows probes, Findings findings) {
        this.rows = rows;
        this.probes = probes;
        this.findings = findings;
    }

    /** Whether records can be written and read; runs one transaction after the other on this connection. */
    boolean takesRecords(Connection connection) throws SQLException {
        if (!canBeRolledBack(connection)) {
            return false;
        }
        isOneForEachKey(connection);
        boolean kept = isKept(connection, probes.largest(), "longest");
        return isKept(connection, probes.shortest(), "shortest") && kept;
    }

    private boolean canBeRolledBack(Connection connection) throws SQLException {
        HandoffRecord record = probes.fresh();
        boolean autoCommit = connection.getAutoCommit();
        if (autoCommit) {
            connection.setAutoCommit(false);
        }
        try {
            rows.insert(connection, record);
        } catch (SQLException failed) {
            probes.forget(record);
            refused(failed);
            return false;
        } finally {
            connection.rollback();
            if (autoCommit) {
                connection.setAutoCommit(true);
            }
        }
        Optional<HandoffRecord> left = Transactions.on(connection, it -> rows.find(it, record.sessionKey()));
        if (left.isPresent()) {
            findings.error(
                    Code.NOT_TRANSACTIONAL,
                    "A row stayed although its transaction was rolled back: give the table an engine with transactions"
                            + " (InnoDB, not MyISAM).");
        } else {
            probes.forget(record);
        }
        return true;
    }

    private void refused(SQLException failed) {
        if (!SqlStates.isReadOnly(failed)) {
            findings.error(
                    Code.CALL_FAILED,
                    "Inserting an ordinary record failed with " + SqlStates.codeOf(failed)
                            + ": grant INSERT, UPDATE, DELETE and SELECT, and let columns that are not the store's be empty.");
        } else if (!findings.has(Code.READ_ONLY)) {
            findings.error(
                    Code.READ_ONLY,
                    "The database refuses to write (" + SqlStates.codeOf(failed)
                            + "): give the store a DataSource that leads to the primary.");
        }
    }

    /** The twin differs in all but the key: a key that other columns belong to is none. */
    private void isOneForEachKey(Connection connection) throws SQLException {
        HandoffRecord record = probes.fresh();
        Transactions.on(connection, it -> rows.insert(it, record));
        try {
            Transactions.on(connection, it -> rows.insert(it, ProbeRows.twin(record)));
        } catch (SQLException refused) {
            return;
        }
        findings.error(
                Code.KEY_NOT_UNIQUE,
                "Two rows with the same session_key were taken: make session_key alone the table's primary key.");
    }

    private boolean isKept(Connection connection, HandoffRecord record, String which) throws SQLException {
        Optional<HandoffRecord> found;
        try {
            Transactions.on(connection, it -> rows.insert(it, record));
            found = Transactions.on(connection, it -> rows.find(it, record.sessionKey()));
        } catch (SQLException refused) {
            changed(which, "was refused with " + SqlStates.codeOf(refused), tooNarrow(connection));
            return false;
        } catch (IllegalArgumentException malformed) {
            changed(which, "came back as no record (" + malformed.getMessage() + ")", tooNarrow(connection));
            return false;
        }
        if (found.isPresent() && found.get().equals(record)) {
            return true;
        }
        String how = found.map(other -> "came back with another " + String.join(", ", differences(record, other)))
                .orElse("did not come back");
        changed(which, how, tooNarrow(connection));
        return false;
    }

    private void changed(String which, String how, List<String> narrow) {
        findings.error(
                Code.VALUES_CHANGED,
                "A record with every part at its " + which + " " + how + ": give the columns"
                        + (narrow.isEmpty() ? "" : ", first of all " + String.join(", ", narrow) + ",")
                        + " the types and lengths of JdbcSchema.script.");
    }

    private static List<String> differences(HandoffRecord one, HandoffRecord other) {
        Map<String, Object> before = Columns.values(one);
        Map<String, Object> after = Columns.values(other);
        return Columns.ALL.stream()
                .filter(column -> !before.getOrDefault(column, "").equals(after.getOrDefault(column, "")))
                .toList();
    }

    /** Text columns that hold less than a record may have, if the driver tells. */
    private List<String> tooNarrow(Connection connection) throws SQLException {
        HandoffRecord longest = probes.largest();
        probes.forget(longest);
        Map<String, Object> values = Columns.values(longest);
        return Transactions.on(connection, it -> {
            List<String> narrow = new ArrayList<>();
            try (Statement statement = it.createStatement();
                    ResultSet none = statement.executeQuery(rows.none())) {
                ResultSetMetaData row = none.getMetaData();
                for (int i = 1; i <= row.getColumnCount(); i++) {
                    String column = row.getColumnName(i).toLowerCase(Locale.ROOT);
                    int holds = row.getPrecision(i);
                    if (values.get(column) instanceof String text && holds > 0 && holds < text.length()) {
                        narrow.add(column);
                    }
                }
            }
            return narrow;
        });
    }
}
