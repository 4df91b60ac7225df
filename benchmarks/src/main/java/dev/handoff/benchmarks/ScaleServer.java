package dev.handoff.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A database server with durable commits, and how it takes many rows at once. */
interface ScaleServer extends AutoCloseable {

    /** For the report: what was set, of what matters here. */
    String settings();

    HikariDataSource pool();

    /** Adds the rows of a {@link RecordStream} to a table. */
    void load(String table, InputStream rows) throws Exception;

    /** Returns when what loading left to do is done: pages are written, and statistics are taken. */
    void settle(String table) throws SQLException;

    /** What a table and its indexes take, in bytes. */
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

    /** The first column of a query's only row. */
    default String ask(String query, int column) throws SQLException {
        try (Connection connection = pool().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(column);
        }
    }
}
