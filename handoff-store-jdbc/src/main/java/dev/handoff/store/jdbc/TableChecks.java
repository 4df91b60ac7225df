package dev.handoff.store.jdbc;

import dev.handoff.spi.StoredRecord;
import dev.handoff.store.jdbc.TokenStoreCheck.Code;
import dev.handoff.store.jdbc.internal.HandoffTable;
import dev.handoff.store.jdbc.internal.SqlFailures;
import dev.handoff.store.jdbc.internal.TableShape;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Checks the table's columns and index, and whether a record in it keeps its values. Commits after each step. */
final class TableChecks {

    private static final int UPDATES = 25;

    private final CheckRun run;
    private final HandoffTable table;
    private final List<Connection> held;
    private final Connection connection;

    TableChecks(CheckRun run, List<Connection> held) {
        this.run = run;
        this.table = run.table;
        this.held = held;
        this.connection = held.get(0);
    }

    /** Checks whether the store's statements work. A table that is only slow or not durable is usable. */
    boolean isUsable() throws SQLException {
        if (!hasShape()) {
            return false;
        }
        checkDurability();
        checkRollback();
        StoredRecord record = run.newRecord();
        if (!table.on(connection, (sql, it) -> sql.insert(it, record))) {
            run.found(Code.WRITE_SKIPPED, "insert");
            return false;
        }
        return isKept("insert", connection, record) && keepsUpdates(record) && isDeleted(record.key());
    }

    private boolean hasShape() {
        try {
            TableShape shape = table.on(connection, (sql, it) -> TableShape.of(it, table.name(), sql.dialect()));
            if (!shape.faults().isEmpty()) {
                run.found(Code.TABLE_SHAPE, String.join(", ", shape.faults()));
            }
            if (!shape.hasEndIndex()) {
                run.found(Code.INDEX_MISSING, "the driver reports no such index");
            }
            return shape.faults().isEmpty();
        } catch (SQLException failed) {
            run.found(Code.TABLE_MISSING, failed);
            return false;
        }
    }

    private void checkDurability() throws SQLException {
        String fault = table.on(connection, Durability::fault);
        if (!fault.isEmpty()) {
            run.found(Code.NOT_DURABLE, fault);
        }
    }

    private void checkRollback() throws SQLException {
        StoredRecord record = run.newRecord();
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            table.statements(connection).insert(connection, record);
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
        if (!run.holds(connection, record.key(), null)) {
            run.found(Code.NOT_TRANSACTIONAL, "an insert");
        }
    }

    private boolean isKept(String write, Connection reader, StoredRecord record) throws SQLException {
        boolean isKept = run.holds(reader, record.key(), record);
        if (!isKept) {
            run.found(Code.VALUES_CHANGED, "after an " + write);
        }
        return isKept;
    }

    /** Updates the record on each connection in turn. All others must see the update; a late update must be refused. */
    private boolean keepsUpdates(StoredRecord first) throws SQLException {
        StoredRecord current = first;
        for (int i = 0; i < UPDATES; i++) {
            Connection writer = held.get(i % held.size());
            StoredRecord next = CheckRun.next(current);
            if (!isReplaced(writer, current, next)) {
                run.found(Code.WRITE_SKIPPED, "update number " + (i + 1));
                return false;
            }
            if (!isKept("update", writer, next)
                    || !isSeen(next, i + 1)
                    || !isRefused(held.get((i + 1) % held.size()), current, next)) {
                return false;
            }
            current = next;
        }
        return true;
    }

    private boolean isReplaced(Connection writer, StoredRecord expected, StoredRecord next) throws SQLException {
        try {
            return table.on(writer, (sql, it) -> sql.replace(it, expected, next));
        } catch (SQLException failed) {
            // a cluster may find only at the commit that another node has changed the row
            if (SqlFailures.isSerializationFailure(failed)) {
                return false;
            }
            throw failed;
        }
    }

    private boolean isSeen(StoredRecord record, int update) throws SQLException {
        for (Connection reader : held) {
            if (!run.holds(reader, record.key(), record)) {
                run.found(Code.STALE_READS, "after update number " + update);
                return false;
            }
        }
        return true;
    }

    /** Checks whether a second update of an outdated record is refused. The library's whole promise depends on it. */
    private boolean isRefused(Connection writer, StoredRecord outdated, StoredRecord current) throws SQLException {
        boolean isReported = isReplaced(writer, outdated, CheckRun.next(outdated));
        boolean isLate = isReported || !run.holds(writer, current.key(), current);
        if (isLate) {
            run.found(Code.LATE_UPDATE, isReported ? "it was reported as written" : "it was written, but not reported");
        }
        return !isLate;
    }

    private boolean isDeleted(String key) throws SQLException {
        boolean isDeleted = run.delete(connection, List.of(key)) == 1 && run.holds(connection, key, null);
        if (!isDeleted) {
            run.found(Code.WRITE_SKIPPED, "delete");
        }
        return isDeleted;
    }
}
