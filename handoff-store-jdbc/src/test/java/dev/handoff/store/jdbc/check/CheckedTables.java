package dev.handoff.store.jdbc.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.store.jdbc.Databases;
import dev.handoff.store.jdbc.JdbcSchema;
import dev.handoff.store.jdbc.TestHost;
import dev.handoff.store.jdbc.check.TokenStoreCheck.Code;
import dev.handoff.store.jdbc.check.TokenStoreCheck.Finding;
import dev.handoff.store.jdbc.check.TokenStoreCheck.Report;
import dev.handoff.store.jdbc.check.TokenStoreCheck.Severity;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** Tables for a {@link TokenStoreCheck}, and what one says of them. */
final class CheckedTables {

    /** Of no account where no rivals race, and else enough for some rounds: one there always is. */
    static final Duration SHORT = Duration.ofMillis(200);

    private CheckedTables() {}

    /** Makes a table anew by a changed script. */
    static void make(DataSource database, String table, UnaryOperator<String> change) throws SQLException {
        TestHost.execute(database, "DROP TABLE IF EXISTS " + table);
        String script = JdbcSchema.script(table).replaceAll("(?m)^--.*$", "");
        for (String sql : change.apply(script).split(";", -1)) {
            if (!sql.isBlank()) {
                TestHost.execute(database, sql);
            }
        }
    }

    /** What the check says of a table that was made by a changed script. */
    static Report checkChanged(Databases database, UnaryOperator<String> change) throws Exception {
        return checkChanged(database, "checked", change);
    }

    static Report checkChanged(Databases database, String table, UnaryOperator<String> change) throws Exception {
        make(database.pool(), table, change);
        return check(database.pool(), table);
    }

    static Report check(DataSource database, String table) throws Exception {
        return run(TokenStoreCheck.of(database), database, table);
    }

    /** Runs the check and sees that the table holds as many rows as before. */
    static Report run(TokenStoreCheck check, DataSource database, String table) throws Exception {
        long before = count(database, table);
        Report report = check.table(table).run(SHORT);
        assertThat(count(database, table)).as("rows in the table").isEqualTo(before);
        return report;
    }

    static long count(DataSource database, String table) throws SQLException {
        return TestHost.number(database, "SELECT COUNT(*) FROM " + table);
    }

    static List<Code> worseThanNotes(Report report) {
        return report.findings().stream()
                .map(Finding::code)
                .filter(code -> code.severity() != Severity.NOTE)
                .toList();
    }

    static Finding finding(Report report, Code code) {
        return report.findings().stream()
                .filter(finding -> finding.code() == code)
                .findFirst()
                .orElseThrow(() -> new AssertionError(code + " is not in\n" + report));
    }
}
