package dev.handoff.store.jdbc;

import dev.handoff.store.jdbc.internal.TableStatements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads the settings with which a database may lose committed data in a crash. */
final class Durability {

    private Durability() {}

    /** Returns why a crash may lose committed data, or an empty text if no reason is known. */
    static String fault(TableStatements statements, Connection connection) throws SQLException {
        return switch (statements.dialect()) {
            case POSTGRESQL -> ask(connection, """
                    SELECT CASE WHEN relpersistence = 'u' THEN 'the table is unlogged'
                                WHEN current_setting('synchronous_commit') = 'off' THEN 'synchronous_commit is off' ELSE '' END
                      FROM pg_class WHERE oid = CAST('%s' AS regclass)""".formatted(statements.name()));
            case MYSQL, MARIADB -> ask(connection, """
                        SELECT CASE @@innodb_flush_log_at_trx_commit WHEN 1 THEN ''
                               ELSE 'innodb_flush_log_at_trx_commit is not 1' END""");
            case H2 -> ask(connection, """
                        SELECT CASE WHEN DATABASE_PATH() IS NULL THEN ''
                               ELSE 'H2 in a file loses commits when its process is killed' END""");
            case HSQLDB -> hsqldb(connection);
            case SQLITE -> {
                // 2 is FULL, 3 is EXTRA
                String synchronous = ask(connection, "PRAGMA synchronous");
                yield synchronous.compareTo("2") < 0 ? "synchronous is below FULL" : "";
            }
            case DERBY -> ask(connection, """
                        VALUES CASE WHEN SYSCS_UTIL.SYSCS_GET_DATABASE_PROPERTY('derby.system.durability') = 'test'
                               THEN 'derby.system.durability is test' ELSE '' END""");
            default -> "";
        };
    }

    private static String hsqldb(Connection connection) throws SQLException {
        if (connection.getMetaData().getURL().startsWith("jdbc:hsqldb:mem:")) {
            return "";
        }
        String delay = ask(
                connection,
                "SELECT property_value FROM information_schema.system_properties"
                        + " WHERE property_name = 'hsqldb.write_delay'");
        return "false".equals(delay) ? "" : "hsqldb.write_delay is not false";
    }

    /** Returns the first column of the first row, or an empty text if there is no value. */
    private static String ask(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            String value = row.next() ? row.getString(1) : null;
            return value == null ? "" : value;
        }
    }
}
