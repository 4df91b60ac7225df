package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.store.jdbc.TokenStoreCheck.Code;
import dev.handoff.store.jdbc.TokenStoreCheck.Finding;
import dev.handoff.store.jdbc.TokenStoreCheck.Report;
import dev.handoff.store.jdbc.TokenStoreCheck.Severity;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** Makes tables for a {@link TokenStoreCheck} and runs it on them. */
final class CheckedTables {

    /** How long rivals race: long enough for some rounds. */
    static final Duration SHORT = Duration.ofMillis(200);

    static final String NO_FLUSH = "innodb_flush_log_at_trx_commit is not 1";

    private CheckedTables() {}

    /** Drops the table and creates it with a changed script. */
    static void make(Databases database, String table, UnaryOperator<String> change) throws SQLException {
        make(database.pool(), database.dialect(), table, change);
    }

    static void make(DataSource database, String dialect, String table, UnaryOperator<String> change)
            throws SQLException {
        TestHost.drop(database, table);
        String script = JdbcSchema.script(dialect, table).replaceAll("(?m)^--.*$", "");
        for (String sql : change.apply(script).split(";", -1)) {
            if (!sql.isBlank()) {
                TestHost.execute(database, sql);
            }
        }
    }

    /** Returns the check's report on a table that a changed script created. */
    static Report checkChanged(Databases database, UnaryOperator<String> change) throws Exception {
        return checkChanged(database, "checked", change);
    }

    static Report checkChanged(Databases database, String table, UnaryOperator<String> change) throws Exception {
        make(database, table, change);
        return check(database.pool(), table);
    }

    static Report check(DataSource database, String table) throws Exception {
        return run(
                TokenStoreCheck.of(
                        new JdbcTokenStore(database).withOwnConnections().withTable(table)),
                database,
                table);
    }

    /** Runs the check and asserts that the table has as many rows as before. */
    static Report run(TokenStoreCheck check, DataSource database, String table) throws Exception {
        long before = count(database, table);
        Report report = check.run(SHORT);
        assertThat(count(database, table)).as("rows in the table").isEqualTo(before);
        return report;
    }

    static long count(DataSource database, String table) throws SQLException {
        return TestHost.number(database, "SELECT COUNT(*) FROM " + table);
    }

    /** Returns the codes of errors and warnings, except that the tests' servers do not flush to the disk. */
    static List<Code> worseThanNotes(Report report) {
        return report.findings().stream()
                .filter(finding -> !finding.detail().equals(NO_FLUSH))
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
