package dev.handoff.verifyweb;

import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for the demo itself: each time one statement, on a connection that commits by itself. Thread-safe. */
record Database(DataSource pool) {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    @FunctionalInterface
    interface Use<A, T> {
        T of(A subject) throws SQLException;
    }

    /** What is read of each row. */
    <T> List<T> query(String sql, Use<ResultSet, T> reading, @Nullable Object... values) {
        Use<PreparedStatement, List<T>> readingAll = statement -> {
            List<T> all = new ArrayList<>();
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                all.add(reading.of(rows));
            }
            return all;
        };
        return ask(Effect.NONE, sql, readingAll, values);
    }

    /** How many rows it met. */
    int update(String sql, @Nullable Object... values) {
        return ask(Effect.UNKNOWN, sql, PreparedStatement::executeUpdate, values);
    }

    /** Adds a row, unless there is one with its key. */
    void add(String insert, @Nullable Object... values) {
        try {
            update(insert, values);
        } catch (TokenStoreException failed) {
            // class 23 is a violated constraint, and these tables have no other than their keys
            if (!(failed.getCause() instanceof SQLException why)
                    || !String.valueOf(why.getSQLState()).startsWith("23")) {
                throw failed;
            }
        }
    }

    /** Runs DDL, which may fail where another instance was faster or all is there already: the look decides. */
    void make(String look, String... ddl) {
        try {
            for (String statement : ddl) {
                update(statement);
            }
        } catch (TokenStoreException failed) {
            LOG.debug("a table could not be made, which is no harm if it is there", failed);
        }
        query(look, row -> row);
    }

    private <T> T ask(Effect ifItFails, String sql, Use<PreparedStatement, T> use, @Nullable Object... values) {
        try (var connection = pool.getConnection();
                var statement = connection.prepareStatement(sql)) {
            for (int place = 0; place < values.length; place++) {
                statement.setObject(place + 1, values[place]);
            }
            return use.of(statement);
        } catch (SQLException failed) {
            throw new TokenStoreException(ifItFails, true, "SQLState " + failed.getSQLState() + " for " + sql, failed);
        }
    }
}
