package dev.handoff.store.jdbc;

import static dev.handoff.store.jdbc.CheckedTables.execute;
import static dev.handoff.store.jdbc.CheckedTables.finding;
import static dev.handoff.store.jdbc.CheckedTables.make;
import static dev.handoff.store.jdbc.CheckedTables.run;
import static dev.handoff.store.jdbc.CheckedTables.worseThanNotes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.store.jdbc.TokenStoreCheck.Code;
import dev.handoff.store.jdbc.TokenStoreCheck.Report;
import dev.handoff.store.jdbc.TokenStoreCheck.Severity;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the check says of tables and clocks: each code provoked once on purpose. */
class TokenStoreCheckTest {

    private static final String TABLE = "handoff_session";
    private static final int RIVALS = 8;
    private static final ExecutorService EXECUTOR = Executors.newFixedThreadPool(RIVALS);

    private final DataSource h2 = Databases.H2.pool();

    @AfterAll
    static void stopRivals() {
        EXECUTOR.shutdown();
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void run_rightTable_isHealthy(Databases database) throws Exception {
        Report report = run(
                TokenStoreCheck.of(database.pool()).rivals(EXECUTOR, RIVALS),
                database.pool(),
                TABLE,
                CheckedTables.LONG);

        assertThat(report.isHealthy()).as(report.toString()).isTrue();
        assertThat(report.timings()).extracting("operation").containsExactly("insert", "find", "replace");
        assertThat(report.races().roundsByWinners()).containsOnlyKeys(1);
        assertThat(report.races().failures()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Databases.class,
            names = {"H2", "POSTGRESQL", "MARIADB"})
    void run_tableInASchema_isHealthy(Databases database) throws Exception {
        execute(database.pool(), "CREATE SCHEMA IF NOT EXISTS clinic");
        make(database.pool(), "clinic.Phones", UnaryOperator.identity());

        assertThat(worseThanNotes(run(TokenStoreCheck.of(database.pool()), database.pool(), "clinic.Phones")))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void run_noTable_isTableMissing(Databases database) throws Exception {
        Report report = TokenStoreCheck.of(database.pool()).table("nowhere").run(CheckedTables.SHORT);

        assertThat(worseThanNotes(report)).containsExactly(Code.TABLE_MISSING);
        assertThat(finding(report, Code.SKIPPED).severity()).isEqualTo(Severity.NOTE);
    }

    @Test
    void run_columnMissingOrOfAnotherType_isTableShape() throws Exception {
        make(
                h2,
                "odd_shape",
                script -> script.replaceAll(" +spent_through.*\n", "")
                        .replace("failures      INTEGER     NOT NULL", "failures TIMESTAMP"));

        Report report = run(TokenStoreCheck.of(h2), h2, "odd_shape");

        assertThat(worseThanNotes(report)).containsExactly(Code.TABLE_SHAPE);
        assertThat(finding(report, Code.TABLE_SHAPE).text())
                .contains("no column spent_through", "column failures is no integer");
    }

    @ParameterizedTest
    @EnumSource(
            value = Databases.class,
            names = {"H2", "POSTGRESQL", "MARIADB", "SQLITE"})
    void run_noPrimaryKey_isKeyNotUnique(Databases database) throws Exception {
        make(database.pool(), "no_key", script -> script.replace("PRIMARY KEY", ""));

        Report report = run(TokenStoreCheck.of(database.pool()), database.pool(), "no_key");

        assertThat(worseThanNotes(report)).containsExactly(Code.KEY_NOT_UNIQUE);
    }

    @Test
    void run_keyOfTwoColumns_isKeyNotUnique() throws Exception {
        make(
                h2,
                "wide_key",
                script -> script.replace("PRIMARY KEY", "")
                        .replace("completed_at  BIGINT", "completed_at BIGINT, PRIMARY KEY (session_key, generation)"));

        assertThat(worseThanNotes(run(TokenStoreCheck.of(h2), h2, "wide_key"))).containsExactly(Code.KEY_NOT_UNIQUE);
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void run_noIndex_isIndexMissing(Databases database) throws Exception {
        make(database.pool(), "no_index", script -> script.replaceAll("CREATE INDEX.*", ""));

        Report report = run(TokenStoreCheck.of(database.pool()), database.pool(), "no_index");

        assertThat(worseThanNotes(report)).containsExactly(Code.INDEX_MISSING);
    }

    @Test
    void run_indexThatBeginsWithAnotherColumn_isIndexMissing() throws Exception {
        make(h2, "late_index", script -> script.replace("(ends_at)", "(state, ends_at)"));

        assertThat(worseThanNotes(run(TokenStoreCheck.of(h2), h2, "late_index")))
                .containsExactly(Code.INDEX_MISSING);
    }

    @Test
    void run_partialIndex_isIndexMissing() throws Exception {
        DataSource postgres = Databases.POSTGRESQL.pool();
        make(postgres, "part_index", script -> script.replace("(ends_at)", "(ends_at) WHERE failures > 0"));

        assertThat(worseThanNotes(run(TokenStoreCheck.of(postgres), postgres, "part_index")))
                .containsExactly(Code.INDEX_MISSING);
    }

    @ParameterizedTest
    @EnumSource(
            value = Databases.class,
            names = {"H2", "HSQLDB", "POSTGRESQL", "MARIADB"})
    void run_narrowColumn_isValuesChangedAndNamesIt(Databases database) throws Exception {
        make(
                database.pool(),
                "narrow",
                script -> script.replace("device_hash   VARCHAR(64)", "device_hash VARCHAR(32)"));

        Report report = run(TokenStoreCheck.of(database.pool()), database.pool(), "narrow");

        assertThat(worseThanNotes(report)).containsExactly(Code.VALUES_CHANGED);
        assertThat(finding(report, Code.VALUES_CHANGED).text()).contains("longest was refused", "device_hash");
    }

    @Test
    void run_columnsPadded_isValuesChanged() throws Exception {
        DataSource postgres = Databases.POSTGRESQL.pool();
        make(postgres, "padded", script -> script.replace("failure_code  VARCHAR(64)", "failure_code CHAR(64)"));

        assertThat(finding(run(TokenStoreCheck.of(postgres), postgres, "padded"), Code.VALUES_CHANGED)
                        .text())
                .contains("shortest came back as no record");
    }

    @Test
    void run_lossyType_isValuesChangedAndNamesIt() throws Exception {
        DataSource postgres = Databases.POSTGRESQL.pool();
        make(postgres, "lossy", script -> script.replace("verdict_at    BIGINT", "verdict_at NUMERIC(15, -3)"));

        assertThat(finding(run(TokenStoreCheck.of(postgres), postgres, "lossy"), Code.VALUES_CHANGED)
                        .text())
                .contains("came back with another verdict_at:");
    }

    @Test
    void run_columnOfTheHostsThatMustBeFilled_isCallFailed() throws Exception {
        make(h2, "more_columns", script -> script.replace("version  ", "clinic INTEGER NOT NULL, version "));

        assertThat(worseThanNotes(run(TokenStoreCheck.of(h2), h2, "more_columns")))
                .containsExactly(Code.CALL_FAILED);
    }

    @Test
    void run_engineWithoutTransactions_isNotTransactional() throws Exception {
        DataSource mariadb = Databases.MARIADB.pool();
        make(mariadb, "my_isam", script -> script.replace("\n);", "\n) ENGINE=MyISAM;"));

        assertThat(worseThanNotes(run(TokenStoreCheck.of(mariadb), mariadb, "my_isam")))
                .containsExactly(Code.NOT_TRANSACTIONAL);
    }

    @ParameterizedTest
    @EnumSource(
            value = Databases.class,
            names = {"H2", "HSQLDB", "POSTGRESQL", "MARIADB"})
    void run_clockTenSecondsOff_isClockSkewWithTheFigure(Databases database) throws Exception {
        InstantSource ahead = InstantSource.offset(InstantSource.system(), Duration.ofSeconds(10));

        Report report = run(TokenStoreCheck.of(database.pool()).clock(ahead), database.pool(), TABLE);

        assertThat(worseThanNotes(report)).containsExactly(Code.CLOCK_SKEW);
        assertThat(finding(report, Code.CLOCK_SKEW).text()).containsPattern("(9\\.|10\\.)\\d s behind");
    }

    @Test
    void run_databaseThatTellsNoTime_isClockUnknown() throws Exception {
        DataSource sqlite = Databases.SQLITE.pool();

        assertThat(finding(run(TokenStoreCheck.of(sqlite), sqlite, TABLE), Code.CLOCK_UNKNOWN)
                        .severity())
                .isEqualTo(Severity.NOTE);
    }

    @Test
    void run_replacementsTakeLong_isSlow() throws Exception {
        AtomicLong nanos = new AtomicLong();
        TokenStoreCheck check = TokenStoreCheck.of(h2).nanos(() -> nanos.addAndGet(60_000_000));

        Report report = check.run(Duration.ofMinutes(1));

        assertThat(worseThanNotes(report)).containsExactly(Code.SLOW);
        assertThat(report.timings().get(2).median()).isEqualTo(Duration.ofMillis(60));
    }
}
