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

/** What most tests begin with: a service over a database, and SQL of the test's own. */
public final class TestHost {

    static final HandoffPolicy UNSTORED =
            HandoffPolicy.defaults().withOpening(Opening.UNSTORED).withSafeguards(Safeguard.PAGE_PROOF);

    private static final HandoffKeys KEYS = HandoffKeys.random();

    private TestHost() {}

    /** Over a pool which takes part in no transaction of a host's. */
    public static HandoffService service(DataSource database) {
        return service(new JdbcTokenStore(database).withOwnConnections()).build();
    }

    /** For what else a test wants to set. */
    public static HandoffServiceBuilder service(JdbcTokenStore store) {
        return HandoffService.builder().store(store).keys(KEYS);
    }

    /** Whose sessions are not stored until a phone comes. */
    static HandoffService unstored(DataSource database) {
        return service(new JdbcTokenStore(database).withOwnConnections())
                .policy(UNSTORED)
                .build();
    }

    public static String newSession() {
        return "vs_" + UUID.randomUUID();
    }

    /** A code of a new session. */
    public static Handoff start(HandoffService handoffs) {
        return handoffs.start(newSession()).orElseThrow().handoff();
    }

    /** Makes an empty table of the library's. */
    public static void makeTable(DataSource database, String table) throws SQLException {
        drop(database, table);
        JdbcSchema.createIfMissing(
                new JdbcTokenStore(database).withOwnConnections().withTable(table));
    }

    /** Drops a table where there is one: not every database knows IF EXISTS. */
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

    /** Runs a statement, and commits it where connections don't do so by themselves. */
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

    /** Asks again and again until the answer is 0. */
    static void awaitZero(DataSource database, String query) throws SQLException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (number(database, query) != 0) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still not 0: " + query);
            }
        }
    }

    /** The number in the first column of the first row. */
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
