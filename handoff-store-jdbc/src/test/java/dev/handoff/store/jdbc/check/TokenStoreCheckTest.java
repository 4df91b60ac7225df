package dev.handoff.store.jdbc.check;

import static dev.handoff.store.jdbc.TestHost.execute;
import static dev.handoff.store.jdbc.check.CheckedTables.check;
import static dev.handoff.store.jdbc.check.CheckedTables.finding;
import static dev.handoff.store.jdbc.check.CheckedTables.make;
import static dev.handoff.store.jdbc.check.CheckedTables.worseThanNotes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.store.jdbc.Databases;
import dev.handoff.store.jdbc.JdbcTokenStore;
import dev.handoff.store.jdbc.TestHost;
import dev.handoff.store.jdbc.check.TokenStoreCheck.Code;
import dev.handoff.store.jdbc.check.TokenStoreCheck.Report;
import java.sql.Connection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
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

/** What the check says of tables and clocks: each code provoked once on purpose. */
class TokenStoreCheckTest {

    private static final String TABLE = "handoff_session";
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
                TokenStoreCheck.of(database.pool()).rivals(EXECUTOR, RIVALS),
                database.pool(),
                TABLE,
                CheckedTables.LONG);

        assertThat(report.isHealthy()).as(report.toString()).isTrue();
        assertThat(report.toString())
                .startsWith("handoff_session: healthy")
                .contains("half of the replacements took")
                .containsPattern("rounds by their winners: \\{1=\\d+}")
                .contains("failures: {}");
    }

    @ParameterizedTest
    @EnumSource(
            value = Databases.class,
            names = {"H2", "POSTGRESQL", "MARIADB"})
    void run_tableInASchema_isHealthy(Databases database) throws Exception {
        execute(database.pool(), "CREATE SCHEMA IF NOT EXISTS clinic");
        make(database.pool(), "clinic.Phones", UnaryOperator.identity());

        assertThat(worseThanNotes(check(database.pool(), "clinic.Phones"))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void run_noTable_isTableMissing(Databases database) throws Exception {
        Report report = TokenStoreCheck.of(database.pool()).table("nowhere").run(CheckedTables.SHORT);

        assertThat(worseThanNotes(report)).containsExactly(Code.TABLE_MISSING);
        assertThat(finding(report, Code.SKIPPED).detail()).contains("the rest");
    }

    static Stream<Arguments> tablesOfAnotherShape() {
        return Stream.of(
                Arguments.of("H2", " +spent_through.*\n", "", "no column spent_through"),
                Arguments.of(
                        "H2", "failures +INTEGER +NOT NULL", "failures TIMESTAMP NOT NULL", "failures is no integer"),
                Arguments.of("H2", "PRIMARY KEY", "", "session_key alone is not the key"),
                Arguments.of("POSTGRESQL", "PRIMARY KEY", "", "session_key alone is not the key"),
                Arguments.of("MARIADB", "PRIMARY KEY", "", "session_key alone is not the key"),
                Arguments.of("SQLITE", "PRIMARY KEY", "", "session_key alone is not the key"),
                Arguments.of(
                        "H2",
                        " PRIMARY KEY(?s)(.*)\n\\);",
                        "$1, PRIMARY KEY (session_key, generation));",
                        "session_key alone is not the key"),
                Arguments.of(
                        "MARIADB",
                        "device_hash +VARCHAR.64",
                        "device_hash VARCHAR(32",
                        "device_hash holds less than 64"),
                Arguments.of(
                        "POSTGRESQL",
                        "failure_code +VARCHAR",
                        "failure_code CHAR",
                        "failure_code is no text of variable"));
    }

    @ParameterizedTest
    @MethodSource("tablesOfAnotherShape")
    void run_tableOfAnotherShape_isTableShapeAndNamesWhat(
            Databases database, String pattern, String replacement, String fault) throws Exception {
        make(database.pool(), "odd_shape", script -> script.replaceFirst(pattern, replacement));

        Report report = check(database.pool(), "odd_shape");

        assertThat(worseThanNotes(report)).containsExactly(Code.TABLE_SHAPE);
        assertThat(finding(report, Code.TABLE_SHAPE).detail()).contains(fault);
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void run_noIndex_isIndexMissing(Databases database) throws Exception {
        make(database.pool(), "no_index", script -> script.replaceAll("CREATE INDEX.*", ""));

        assertThat(worseThanNotes(check(database.pool(), "no_index"))).containsExactly(Code.INDEX_MISSING);
    }

    @ParameterizedTest
    @CsvSource({"H2, '(state, ends_at)'", "POSTGRESQL, '(ends_at) WHERE failures > 0'"})
    void run_indexThatPurgingCannotUse_isIndexMissing(Databases database, String indexed) throws Exception {
        make(database.pool(), "odd_index", script -> script.replace("(ends_at)", indexed));

        assertThat(worseThanNotes(check(database.pool(), "odd_index"))).containsExactly(Code.INDEX_MISSING);
    }

    @Test
    void run_columnOfTheHostsThatMustBeFilled_isCallFailed() throws Exception {
        DataSource h2 = Databases.H2.pool();
        make(h2, "more_columns", script -> script.replace("version  ", "clinic INTEGER NOT NULL, version "));

        assertThat(worseThanNotes(check(h2, "more_columns"))).containsExactly(Code.CALL_FAILED);
    }

    @Test
    void run_engineWithoutTransactions_isNotTransactional() throws Exception {
        DataSource mariadb = Databases.MARIADB.pool();
        make(mariadb, "my_isam", script -> script.replace("\n);", "\n) ENGINE=MyISAM;"));

        assertThat(worseThanNotes(check(mariadb, "my_isam"))).containsExactly(Code.NOT_TRANSACTIONAL);
    }

    @Test
    void run_unloggedTable_isNotDurable() throws Exception {
        DataSource postgres = Databases.POSTGRESQL.pool();
        make(postgres, "unlogged", script -> script.replace("CREATE TABLE", "CREATE UNLOGGED TABLE"));

        assertThat(worseThanNotes(check(postgres, "unlogged"))).containsExactly(Code.NOT_DURABLE);
    }

    @ParameterizedTest
    @CsvSource({
        "INSERT, NEW.failures := 7; RETURN NEW, VALUES_CHANGED",
        "INSERT, RETURN NULL, WRITE_SKIPPED",
        "UPDATE, NEW.claimed_at := 7; RETURN NEW, VALUES_CHANGED",
        "UPDATE, NEW.claimed_at := NULL; RETURN NEW, VALUES_CHANGED",
        "UPDATE, RETURN NULL, WRITE_SKIPPED",
        "UPDATE, RETURN OLD, VALUES_CHANGED"
    })
    void run_triggerThatChangesOrSkipsAWrite_isFound(String event, String body, Code code) throws Exception {
        DataSource postgres = Databases.POSTGRESQL.pool();
        make(postgres, "triggered", UnaryOperator.identity());
        addTrigger(postgres, event, body);

        assertThat(worseThanNotes(check(postgres, "triggered"))).containsExactly(code);
    }

    @Test
    void run_triggerThatSkipsDeletions_isFoundWithWhatItLeaves() throws Exception {
        DataSource postgres = Databases.POSTGRESQL.pool();
        make(postgres, "triggered", UnaryOperator.identity());
        addTrigger(postgres, "DELETE", "RETURN NULL");

        Report report = TokenStoreCheck.of(postgres).table("triggered").run(CheckedTables.SHORT);

        assertThat(worseThanNotes(report)).containsExactly(Code.WRITE_SKIPPED, Code.LEFTOVERS);
        assertThat(finding(report, Code.WRITE_SKIPPED).detail()).isEqualTo("delete");
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void run_rowOfTheHostsThatHoldsNoRecord_isRowUnreadable(Databases database) throws Exception {
        make(database.pool(), "unreadable", UnaryOperator.identity());
        TestHost.service(new JdbcTokenStore(database.pool(), "unreadable"))
                .build()
                .start(TestHost.newSession());
        execute(database.pool(), "UPDATE unreadable SET issued_at = NULL");

        Report report = check(database.pool(), "unreadable");

        assertThat(worseThanNotes(report)).containsExactly(Code.ROW_UNREADABLE);
        assertThat(finding(report, Code.ROW_UNREADABLE).detail()).startsWith("1 of");
    }

    @Test
    void run_tableLockedLongerThanStatementsMayTake_isTimeout() throws Exception {
        make(Databases.POSTGRESQL.pool(), "locked", UnaryOperator.identity());
        try (Connection locking = Databases.POSTGRESQL.pool().getConnection()) {
            locking.setAutoCommit(false);
            try (java.sql.Statement statement = locking.createStatement()) {
                statement.execute("LOCK TABLE locked");
            }
            Report report = TokenStoreCheck.of(TokenStoreCheckDataSourceTest.postgres("statement_timeout=50"))
                    .table("locked")
                    .run(CheckedTables.SHORT);
            locking.rollback();

            assertThat(worseThanNotes(report)).containsExactly(Code.TIMEOUT);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Databases.class,
            names = {"H2", "HSQLDB", "POSTGRESQL", "MARIADB"})
    void run_clockTenSecondsOff_isClockSkewWithTheFigure(Databases database) throws Exception {
        InstantSource ahead = InstantSource.offset(InstantSource.system(), Duration.ofSeconds(10));

        Report report = TokenStoreCheck.of(database.pool()).clock(ahead).run(CheckedTables.SHORT);

        assertThat(worseThanNotes(report)).containsExactly(Code.CLOCK_SKEW);
        assertThat(finding(report, Code.CLOCK_SKEW).detail()).containsPattern("-(9\\.|10\\.)\\d s ahead");
    }

    @Test
    void run_databaseThatTellsNoTime_isSkipped() throws Exception {
        assertThat(finding(check(Databases.SQLITE.pool(), TABLE), Code.SKIPPED).detail())
                .contains("does not tell its time");
    }

    @Test
    void run_replacementsTakeLong_isSlow() throws Exception {
        AtomicLong nanos = new AtomicLong();
        TokenStoreCheck check = TokenStoreCheck.of(Databases.H2.pool()).nanos(() -> nanos.addAndGet(60_000_000));

        Report report = check.run(Duration.ofMinutes(1));

        assertThat(worseThanNotes(report)).containsExactly(Code.SLOW);
        assertThat(finding(report, Code.SLOW).detail()).contains("took 60.000 ms at most");
    }

    private static void addTrigger(DataSource postgres, String event, String body) throws Exception {
        execute(
                postgres,
                "CREATE OR REPLACE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + body
                        + "; END $$");
        execute(
                postgres,
                "CREATE TRIGGER meddling BEFORE " + event + " ON triggered FOR EACH ROW EXECUTE FUNCTION meddle()");
    }
}
