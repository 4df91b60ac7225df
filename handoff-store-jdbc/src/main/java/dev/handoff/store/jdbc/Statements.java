package dev.handoff.store.jdbc;

import java.util.Collections;

/** The statements, in SQL that every database understands. */
final class Statements {

    private final TableName table;
    private final String insert;
    private final String find;
    private final String replace;
    private final String ended;

    Statements(TableName table) {
        this.table = table;
        String columns = String.join(", ", Columns.ALL);
        insert = "INSERT INTO " + table + " (" + columns + ") VALUES (" + marks(Columns.ALL.size()) + ")";
        find = "SELECT " + columns + " FROM " + table + " WHERE session_key = ?";
        replace = "UPDATE " + table + " SET " + String.join(" = ?, ", Columns.ALL)
                + " = ? WHERE session_key = ? AND generation = ? AND version = ?";
        ended = "SELECT session_key FROM " + table + " WHERE ends_at < ? ORDER BY ends_at";
    }

    String insert() {
        return insert;
    }

    String find() {
        return find;
    }

    /** As {@link #find}, of what is committed now rather than of a snapshot, and keeps others from changing it. */
    String findLocked() {
        return find + " FOR UPDATE";
    }

    /** Locks a row by writing what it holds. */
    String touch() {
        return "UPDATE " + table + " SET version = version WHERE session_key = ?";
    }

    String replace() {
        return replace;
    }

    /** The keys of sessions that ended before an instant, longest ago first. */
    String ended() {
        return ended;
    }

    String purge(int keys) {
        return "DELETE FROM " + table + " WHERE session_key IN (" + marks(keys) + ") AND ends_at < ?";
    }

    /** Gives no row, but tells of all columns. */
    String none() {
        return "SELECT * FROM " + table + " WHERE 1 = 0";
    }

    String delete() {
        return "DELETE FROM " + table + " WHERE session_key = ?";
    }

    /** What time the database has. Standard SQL has no way of asking without a table. */
    String databaseTime() {
        return "SELECT LOCALTIMESTAMP FROM " + table + " WHERE session_key = ?";
    }

    private static String marks(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }
}
