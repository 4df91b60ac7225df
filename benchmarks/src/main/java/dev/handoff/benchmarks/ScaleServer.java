package dev.handoff.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A database server with durable commits that can load many rows at once. */
interface ScaleServer extends AutoCloseable {

    /** Returns the relevant settings for the report. */
    String settings();

    HikariDataSource pool();

    /** Adds the rows of a {@link RecordStream} to a table. */
    void load(String table, InputStream rows) throws Exception;

    /** Writes the pages and takes the statistics after loading, and waits for both. */
    void settle(String table) throws SQLException;

    /** Returns the size of a table and its indexes, in words. */
    String size(String table) throws SQLException;

    @Override
    void close() throws IOException;

    /** Runs statements one after the other. */
    default void execute(String... statements) throws SQLException {
        try (Connection connection = pool().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Returns a column of a query's only row. */
    default String ask(String query, int column) throws SQLException {
        try (Connection connection = pool().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(column);
        }
    }
}
