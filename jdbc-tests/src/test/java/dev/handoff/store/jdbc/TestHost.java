package dev.handoff.store.jdbc;

import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffPolicy.Opening;
import dev.handoff.HandoffService;
import dev.handoff.HandoffServiceBuilder;
import dev.handoff.Safeguard;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;

/** Services over a database and SQL helpers, which most tests need. */
public final class TestHost {

    static final HandoffPolicy UNSTORED =
            HandoffPolicy.defaults().withOpening(Opening.UNSTORED).withSafeguards(Safeguard.PAGE_PROOF);

    private static final HandoffKeys KEYS = HandoffKeys.random();

    private TestHost() {}

    /** Builds a service over a pool that takes part in no transaction of a host. */
    public static HandoffService service(DataSource database) {
        return service(new JdbcTokenStore(database).withOwnConnections()).build();
    }

    /** Returns a builder for tests that need other settings. */
    public static HandoffServiceBuilder service(JdbcTokenStore store) {
        return HandoffService.builder().store(store).keys(KEYS);
    }

    /** Builds a service whose sessions are unstored until a phone consumes. */
    static HandoffService unstored(DataSource database) {
        return service(new JdbcTokenStore(database).withOwnConnections())
                .policy(UNSTORED)
                .build();
    }

    public static String newSession() {
        return "vs_" + UUID.randomUUID();
    }

    /** Starts a new session and returns its code. */
    public static Handoff start(HandoffService handoffs) {
        return handoffs.start(newSession()).orElseThrow().handoff();
    }

    /** Creates an empty table for the library. */
    public static void makeTable(DataSource database, String table) throws SQLException {
        drop(database, table);
        JdbcSchema.createIfMissing(
                new JdbcTokenStore(database).withOwnConnections().withTable(table));
    }

    /** Drops a table if it exists. Not every database knows IF EXISTS. */
    static void drop(DataSource database, String table) throws SQLException {
        if (exists(database, table)) {
            execute(database, "DROP TABLE " + table);
        }
    }

    private static boolean exists(DataSource database, String table) {
        try {
            execute(database, "SELECT * FROM " + table + " WHERE 1 = 0");
            return true;
        } catch (SQLException missing) {
            return false;
        }
    }

    /** Runs a statement, and commits it if auto-commit is off. */
    public static void execute(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection()) {
            execute(connection, sql);
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Repeats the query until it returns 0. */
    static void awaitZero(DataSource database, String query) throws SQLException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (number(database, query) != 0) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still not 0: " + query);
            }
        }
    }

    /** Returns the number in the first column of the first row. */
    public static long number(DataSource database, String query) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return number(connection, query);
        }
    }

    static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
