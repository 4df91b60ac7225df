package dev.handoff.store.jdbc;

import static dev.handoff.store.jdbc.CheckedTables.checkChanged;
import static dev.handoff.store.jdbc.CheckedTables.finding;
import static dev.handoff.store.jdbc.CheckedTables.make;
import static dev.handoff.store.jdbc.CheckedTables.worseThanNotes;
import static dev.handoff.store.jdbc.TestHost.execute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.store.jdbc.TokenStoreCheck.Code;
import dev.handoff.store.jdbc.TokenStoreCheck.Report;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the check reports about tables. A test provokes each code. */
class TokenStoreCheckTest {

    private static final int RIVALS = 8;
    private static final ExecutorService EXECUTOR = Executors.newFixedThreadPool(RIVALS);

    @AfterAll
    static void stopRivals() {
        EXECUTOR.shutdown();
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void run_rightTable_isHealthy(Databases database) throws Exception {
        Report report = CheckedTables.run(
                TokenStoreCheck.of(database.store()).rivals(EXECUTOR, RIVALS), database.pool(), "handoff_session");

        assertThat(worseThanNotes(report)).as(report.toString()).isEmpty();
        assertThat(report.isHealthy())
                .as("healthy, except that MySQL and MariaDB may lose commits")
                .isEqualTo(!database.dialect().matches("mysql|mariadb"));
        assertThat(report.toString())
                .startsWith("handoff_session: " + (report.isHealthy() ? "healthy" : "not healthy"))
                .containsPattern("rounds by number of winners: \\{1=\\d+}")
                .contains("failures: {}");
    }

    @ParameterizedTest
    @EnumSource(
            value = Databases.class,
            names = {"H2", "POSTGRESQL", "MARIADB", "MYSQL"})
    void run_tableInASchema_isHealthy(Databases database) throws Exception {
        execute(database.pool(), "CREATE SCHEMA IF NOT EXISTS clinic");

        assertThat(worseThanNotes(checkChanged(database, "clinic.Phones", UnaryOperator.identity())))
                .isEmpty();
    }

    /** The check must not use the catalog's data of a table with the same name. */
    @Test
    void run_goodTableOfTheSameNameInAnotherSchema_isIgnored() throws Exception {
        execute(Databases.POSTGRESQL.pool(), "CREATE SCHEMA IF NOT EXISTS elsewhere");
        make(Databases.POSTGRESQL, "elsewhere.checked", UnaryOperator.identity());

        Report report = checkChanged(
                Databases.POSTGRESQL,
                script -> script.replace("PRIMARY KEY", "").replaceAll("CREATE INDEX.*", ""));

        assertThat(worseThanNotes(report)).containsExactly(Code.TABLE_SHAPE, Code.INDEX_MISSING);
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void run_noTable_isTableMissing(Databases database) throws Exception {
        Report report =
                TokenStoreCheck.of(database.store().withTable("nowhere")).run(CheckedTables.SHORT);

        assertThat(worseThanNotes(report)).containsExactly(Code.TABLE_MISSING);
        assertThat(finding(report, Code.SKIPPED).detail()).contains("the remaining checks");
    }

    static Stream<Arguments> tablesThatDoNotFit() {
        return Stream.of(
                Arguments.of("H2", " +stamp .*\n", "", "column stamp is missing"),
                Arguments.of("H2", "BIGINT", "TIMESTAMP", "ends_at must be an integer of 64 bits"),
                Arguments.of("H2", "PRIMARY KEY", "", "session_key alone must be the primary key"),
                Arguments.of("POSTGRESQL", "PRIMARY KEY", "", "session_key alone must be the primary key"),
                Arguments.of("MARIADB", "PRIMARY KEY", "", "session_key alone must be the primary key"),
                Arguments.of("MYSQL", "PRIMARY KEY", "", "session_key alone must be the primary key"),
                Arguments.of("DERBY", "PRIMARY KEY", "", "session_key alone must be the primary key"),
                Arguments.of("SQLITE", "PRIMARY KEY", "", "session_key alone must be the primary key"),
                Arguments.of(
                        "H2",
                        " PRIMARY KEY(?s)(.*)\n\\);",
                        "$1, PRIMARY KEY (session_key, stamp));",
                        "session_key alone must be the primary key"),
                Arguments.of("MARIADB", "VARCHAR.512", "VARCHAR(255", "body must hold 512"),
                Arguments.of("POSTGRESQL", "VARCHAR.512", "CHAR(512", "body must be a text of variable"));
    }

    @ParameterizedTest
    @MethodSource("tablesThatDoNotFit")
    void run_tableThatDoesNotFit_isTableShapeAndNamesTheFault(
            Databases database, String pattern, String replacement, String fault) throws Exception {
        Report report = checkChanged(database, script -> script.replaceFirst(pattern, replacement));

        assertThat(worseThanNotes(report)).containsExactly(Code.TABLE_SHAPE);
        assertThat(finding(report, Code.TABLE_SHAPE).detail()).contains(fault);
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void run_noIndex_isIndexMissing(Databases database) throws Exception {
        Report report = checkChanged(database, script -> script.replaceAll(",\\s+INDEX.*|CREATE INDEX.*", ""));

        assertThat(worseThanNotes(report)).containsExactly(Code.INDEX_MISSING);
    }

    @ParameterizedTest
    @CsvSource({"H2, '(stamp, ends_at)'", "POSTGRESQL, '(ends_at) WHERE ends_at > 0'"})
    void run_indexThatPurgingCannotUse_isIndexMissing(Databases database, String indexed) throws Exception {
        Report report = checkChanged(database, script -> script.replace("(ends_at)", indexed));

        assertThat(worseThanNotes(report)).containsExactly(Code.INDEX_MISSING);
    }

    @Test
    void run_mandatoryColumnOfTheHost_isCallFailed() throws Exception {
        Report report =
                checkChanged(Databases.H2, script -> script.replace("  body", "  clinic INTEGER NOT NULL,\n  body"));

        assertThat(worseThanNotes(report)).containsExactly(Code.CALL_FAILED);
    }

    @ParameterizedTest
    @EnumSource(
            value = Databases.class,
            names = {"MARIADB", "MYSQL"})
    void run_engineWithoutTransactions_isNotTransactional(Databases database) throws Exception {
        Report report = checkChanged(database, script -> script.replace("InnoDB", "MyISAM"));

        assertThat(worseThanNotes(report)).containsExactly(Code.NOT_TRANSACTIONAL);
    }

    @Test
    void run_unloggedTable_isNotDurable() throws Exception {
        Report report =
                checkChanged(Databases.POSTGRESQL, script -> script.replace("CREATE TABLE", "CREATE UNLOGGED TABLE"));

        assertThat(worseThanNotes(report)).containsExactly(Code.NOT_DURABLE);
    }

    @ParameterizedTest
    @CsvSource({
        "INSERT, NEW.body := 'x'; RETURN NEW, VALUES_CHANGED",
        "INSERT, NEW.stamp := 'none'; RETURN NEW, VALUES_CHANGED",
        "INSERT, RETURN NULL, WRITE_SKIPPED",
        "UPDATE, NEW.body := trim(NEW.body); RETURN NEW, VALUES_CHANGED",
        "UPDATE, NEW.ends_at := 7; RETURN NEW, VALUES_CHANGED",
        "UPDATE, RETURN NULL, WRITE_SKIPPED",
        "UPDATE, RETURN OLD, VALUES_CHANGED"
    })
    void run_triggerThatChangesOrSkipsAWrite_isFound(String event, String body, Code code) throws Exception {
        makeTriggered("BEFORE " + event + " ON triggered FOR EACH ROW", body);

        assertThat(worseThanNotes(CheckedTables.check(Databases.POSTGRESQL.pool(), "triggered")))
                .containsExactly(code);
    }

    @Test
    void run_triggerThatWritesWhenNoRowMatched_isLateUpdate() throws Exception {
        makeTriggered(
                "AFTER UPDATE ON triggered REFERENCING NEW TABLE AS changed FOR EACH STATEMENT",
                "IF pg_trigger_depth() = 1 AND NOT EXISTS (SELECT FROM changed) THEN"
                        + " UPDATE triggered SET body = 'late'; END IF; RETURN NULL");

        Report report = CheckedTables.check(Databases.POSTGRESQL.pool(), "triggered");

        assertThat(worseThanNotes(report)).containsExactly(Code.LATE_UPDATE);
        assertThat(finding(report, Code.LATE_UPDATE).detail()).isEqualTo("it was written, but not reported");
    }

    @Test
    void run_triggerThatSkipsDeletions_isWriteSkippedAndLeftovers() throws Exception {
        makeTriggered("BEFORE DELETE ON triggered FOR EACH ROW", "RETURN NULL");

        Report report = TokenStoreCheck.of(Databases.POSTGRESQL.store().withTable("triggered"))
                .run(CheckedTables.SHORT);

        assertThat(worseThanNotes(report)).containsExactly(Code.WRITE_SKIPPED, Code.LEFTOVERS);
        assertThat(finding(report, Code.WRITE_SKIPPED).detail()).isEqualTo("delete");
    }

    @Test
    void run_tableLockedLongerThanTheStatementTimeout_isTimeout() throws Exception {
        make(Databases.POSTGRESQL, "locked", UnaryOperator.identity());
        try (Connection locking = Databases.POSTGRESQL.pool().getConnection()) {
            locking.setAutoCommit(false);
            try (Statement statement = locking.createStatement()) {
                statement.execute("LOCK TABLE locked");
            }
            Report report = TokenStoreCheck.of(
                            new JdbcTokenStore(TokenStoreCheckDataSourceTest.postgres("statement_timeout=50"))
                                    .withTable("locked"))
                    .run(CheckedTables.SHORT);
            locking.rollback();

            assertThat(worseThanNotes(report)).containsExactly(Code.TIMEOUT);
        }
    }

    private static void makeTriggered(String when, String body) throws Exception {
        DataSource postgres = Databases.POSTGRESQL.pool();
        make(Databases.POSTGRESQL, "triggered", UnaryOperator.identity());
        execute(
                postgres,
                "CREATE OR REPLACE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + body
                        + "; END $$");
        execute(postgres, "CREATE TRIGGER meddling " + when + " EXECUTE FUNCTION meddle()");
    }
}
