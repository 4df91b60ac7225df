package dev.handoff.verifyweb;

import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for the demo itself: each time one statement, on a connection that commits by itself. Thread-safe. */
record Database(DataSource pool) {
    /** In one query: PostgreSQL takes 65,535 parameters. */
    private static final int MOST_VALUES = 16_384;

    private static final String LOOK = "SELECT redirect_url, ends_at, sealed_id, due_at, tries, is_outcome FROM"
            + " verify_web_session s JOIN verify_web_webhook w ON s.session_hash = w.session_hash WHERE 1 = 0";

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

    /** Of the library's records with these keys; a record that is written bears another stamp. */
    Map<String, String> stampsByKey(List<String> keys) {
        Map<String, String> stamps = new HashMap<>();
        for (int from = 0; from < keys.size(); from += MOST_VALUES) {
            List<String> some = keys.subList(from, Math.min(from + MOST_VALUES, keys.size()));
            // the next power of two, so that drivers meet few different statements
            Object[] places = new Object[Integer.highestOneBit(2 * some.size() - 1)];
            Arrays.setAll(places, place -> some.get(Math.min(place, some.size() - 1)));
            String marks = String.join(", ", Collections.nCopies(places.length, "?"));
            String sql = "SELECT session_key, stamp FROM handoff_session WHERE session_key IN (" + marks + ")";
            query(sql, row -> stamps.put(row.getString(1), row.getString(2)), places);
        }
        return stamps;
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

    /** Makes the demo's tables where they are missing, and looks whether they are the ones that are needed. */
    void prepare() {
        try {
            for (String statement : Pages.text("/tables.sql").orElseThrow().split(";", -1)) {
                if (!statement.isBlank()) {
                    update(statement);
                }
            }
        } catch (TokenStoreException failed) {
            LOG.debug("a table could not be made, which is no harm if another instance was faster", failed);
        }
        query(LOOK, row -> row);
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
