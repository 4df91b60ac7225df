package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.store.jdbc.TokenStoreCheck.Code;
import dev.handoff.store.jdbc.TokenStoreCheck.Finding;
import dev.handoff.store.jdbc.TokenStoreCheck.Report;
import dev.handoff.store.jdbc.TokenStoreCheck.Severity;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Tables for a {@link TokenStoreCheck}, and what one says of them. */
final class CheckedTables {

    /** Enough for the quick checks, which always run. */
    static final Duration SHORT = Duration.ofMillis(300);

    /** Enough for a good deal of measuring and racing. */
    static final Duration LONG = Duration.ofSeconds(3);

    private CheckedTables() {}

    /** Makes a table anew by a changed script. */
    static void make(DataSource database, String table, UnaryOperator<String> change) throws SQLException {
        execute(database, "DROP TABLE IF EXISTS " + table);
        for (String sql :
                change.apply(withoutComments(JdbcSchema.script(table))).split(";", -1)) {
            if (!sql.isBlank()) {
                execute(database, sql);
            }
        }
    }

    private static String withoutComments(String script) {
        return script.replaceAll("(?m)^--.*$", "");
    }

    static void execute(DataSource database, String sql) throws SQLException {
        Transactions.run(database, connection -> execute(connection, sql));
    }

    private static boolean execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
        }
    }

    static int count(DataSource database, String table) {
        Integer rows = new JdbcTemplate(database).queryForObject("SELECT COUNT(*) FROM " + table, Integer.class);
        return rows == null ? -1 : rows;
    }

    /** Runs the check and sees that the table holds as many rows as before. */
    static Report run(TokenStoreCheck check, DataSource database, String table) throws InterruptedException {
        return run(check, database, table, SHORT);
    }

    static Report run(TokenStoreCheck check, DataSource database, String table, Duration atMost)
            throws InterruptedException {
        int before = count(database, table);
        Report report = check.table(table).run(atMost);
        assertThat(count(database, table)).as("rows in the table").isEqualTo(before);
        return report;
    }

    static List<Code> worseThanNotes(Report report) {
        return report.findings().stream()
                .filter(finding -> finding.severity() != Severity.NOTE)
                .map(Finding::code)
                .toList();
    }

    static Finding finding(Report report, Code code) {
        return report.findings().stream()
                .filter(finding -> finding.code() == code)
                .findFirst()
                .orElseThrow(() -> new AssertionError(code + " is not in\n" + report));
    }
}
