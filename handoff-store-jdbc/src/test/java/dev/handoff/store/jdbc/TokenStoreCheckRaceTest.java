package dev.handoff.store.jdbc;

import static dev.handoff.store.jdbc.CheckedTables.finding;
import static dev.handoff.store.jdbc.CheckedTables.run;
import static dev.handoff.store.jdbc.CheckedTables.worseThanNotes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.store.jdbc.TokenStoreCheck.Code;
import dev.handoff.store.jdbc.TokenStoreCheck.Report;
import dev.handoff.store.jdbc.TokenStoreCheck.Severity;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What the check says of races, and when there are none. */
class TokenStoreCheckRaceTest {

    private static final String TABLE = "handoff_session";
    private static final int RIVALS = 8;
    private static final ExecutorService EXECUTOR = Executors.newFixedThreadPool(RIVALS);

    private final DataSource h2 = Databases.H2.pool();

    @AfterAll
    static void stopRivals() {
        EXECUTOR.shutdown();
    }

    @Test
    void run_updatesIgnoreTheVersion_isSeveralWinners() throws Exception {
        DataSource careless =
                OddDataSources.changing(h2, (sql, i) -> sql.replace("AND version = ?", "AND version >= ?"));

        Report report = run(TokenStoreCheck.of(careless).rivals(EXECUTOR, RIVALS), h2, TABLE, CheckedTables.LONG);

        assertThat(worseThanNotes(report)).containsExactly(Code.SEVERAL_WINNERS);
        assertThat(report.races().roundsByWinners()).containsKey(RIVALS);
    }

    @Test
    void run_updatesChangeNothing_isNoWinner() throws Exception {
        DataSource deaf =
                OddDataSources.changing(h2, (sql, i) -> sql.replace("AND version = ?", "AND version + 1 = ?"));

        Report report = run(TokenStoreCheck.of(deaf).rivals(EXECUTOR, RIVALS), h2, TABLE, CheckedTables.LONG);

        assertThat(worseThanNotes(report)).containsOnly(Code.NO_WINNER);
        assertThat(report.races().roundsByWinners()).containsOnlyKeys(0);
    }

    @Test
    void run_losersFail_isConflictsFailWithTheSqlState() throws Exception {
        DataSource harsh = OddDataSources.changing(
                h2,
                (sql, i) -> sql.replace("AND version = ?", "AND 1 / (CASE WHEN version = ? THEN 1 ELSE 0 END) = 1"));

        Report report = run(TokenStoreCheck.of(harsh).rivals(EXECUTOR, RIVALS), h2, TABLE, CheckedTables.LONG);

        assertThat(worseThanNotes(report)).containsExactly(Code.CONFLICTS_FAIL);
        assertThat(finding(report, Code.CONFLICTS_FAIL).text()).contains("SQLState 22012");
    }

    @Test
    void run_withoutRivals_saysThatNoRaceWasRun() throws Exception {
        Report report = run(TokenStoreCheck.of(h2), h2, TABLE);

        assertThat(finding(report, Code.NOT_RACED).severity()).isEqualTo(Severity.NOTE);
        assertThat(report.races()).isNull();
    }

    @Test
    void run_executorThatRunsOneAfterTheOther_saysThatNoRaceWasRun() throws Exception {
        Report report = run(TokenStoreCheck.of(h2).rivals(Runnable::run, 2), h2, TABLE, CheckedTables.LONG);

        assertThat(finding(report, Code.NOT_RACED).text()).contains("does not run 2 rivals at once");
    }

    @Test
    void run_interruptedWhileRivalsRace_throwsAndLeavesNothing() {
        Thread caller = Thread.currentThread();
        TokenStoreCheck check = TokenStoreCheck.of(h2)
                .rivals(
                        task -> {
                            EXECUTOR.execute(task);
                            caller.interrupt();
                        },
                        2);
        int before = CheckedTables.count(h2, TABLE);

        assertThatThrownBy(() -> check.run(Duration.ofMinutes(1))).isInstanceOf(InterruptedException.class);
        assertThat(CheckedTables.count(h2, TABLE)).isEqualTo(before);
    }

    @Test
    void rivals_one_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenStoreCheck.of(h2).rivals(EXECUTOR, 1));
    }

    @Test
    void run_noTime_stillRunsTheQuickChecksAndSaysWhatItLeftOut() throws Exception {
        Report report = TokenStoreCheck.of(h2).rivals(EXECUTOR, RIVALS).run(Duration.ZERO);

        assertThat(report.isHealthy()).isTrue();
        assertThat(report.findings())
                .extracting("code")
                .containsExactly(Code.ISOLATION, Code.SKIPPED, Code.SKIPPED, Code.NOT_RACED);
    }

    @Test
    void report_asText_hasOneLineForEachFindingAndFigure() throws Exception {
        Report report = run(TokenStoreCheck.of(h2).rivals(EXECUTOR, RIVALS), h2, TABLE, CheckedTables.LONG);

        assertThat(report.toString().lines())
                .hasSize(1 + report.findings().size() + 3 + 1)
                .first()
                .asString()
                .startsWith("handoff_session: healthy, checked in ");
    }

    @Test
    void run_executorThatRefuses_saysThatNoRaceWasRun() throws Exception {
        TokenStoreCheck check = TokenStoreCheck.of(h2)
                .rivals(
                        task -> {
                            throw new RejectedExecutionException();
                        },
                        2);

        Report report = run(check, h2, TABLE, CheckedTables.LONG);

        assertThat(worseThanNotes(report)).isEmpty();
        assertThat(finding(report, Code.NOT_RACED).text()).contains("refused to run 2 rivals");
    }
}
