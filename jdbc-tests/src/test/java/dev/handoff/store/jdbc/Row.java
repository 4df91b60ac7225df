package dev.handoff.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A row of the library's table without its key, read and written by SQL, as an attacker of the database can do. */
record Row(String stamp, long endsAt, String body) {

    static Row read(DataSource database, String table, String key) throws SQLException {
        String sql = "SELECT stamp, ends_at, body FROM " + table + " WHERE session_key = ?";
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, key);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Row(row.getString(1), row.getLong(2), row.getString(3));
            }
        }
    }

    /** Overwrites the row with this key. */
    void write(DataSource database, String table, String key) throws SQLException {
        String sql = "UPDATE " + table + " SET stamp = ?, ends_at = ?, body = ? WHERE session_key = ?";
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, stamp);
            statement.setLong(2, endsAt);
            statement.setString(3, body);
            statement.setString(4, key);
            statement.executeUpdate();
        }
    }

    Row withStamp(String other) {
        return new Row(other, endsAt, body);
    }

    Row endingAt(long other) {
        return new Row(stamp, other, body);
    }

    Row replace(String pattern, String replacement) {
        return new Row(stamp, endsAt, body.replaceFirst(pattern, replacement));
    }
}
