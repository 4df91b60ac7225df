package dev.handoff.store.jdbc;

import static dev.handoff.store.jdbc.CheckedTables.finding;
import static dev.handoff.store.jdbc.CheckedTables.worseThanNotes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.store.jdbc.TokenStoreCheck.Code;
import dev.handoff.store.jdbc.TokenStoreCheck.Report;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What the check reports about races, and about races that could not be run. */
class TokenStoreCheckRaceTest {

    private static final String TABLE = "handoff_session";
    private static final int RIVALS = 8;
    private static final ExecutorService EXECUTOR = Executors.newFixedThreadPool(RIVALS);

    private static final String CONDITION = "AND stamp = ?";
    private static final String IGNORING_THE_STAMP = "AND (stamp = ? OR 1 = 1)";
    private static final String CHANGING_NOTHING = "AND stamp || 'x' = ?";

    private final DataSource h2 = Databases.H2.pool();

    @AfterAll
    static void stopRivals() {
        EXECUTOR.shutdown();
    }

    @Test
    void run_updatesIgnoreTheStamp_isLateUpdateBeforeAnyRace() throws Exception {
        Report report = race(OddDataSources.changing(h2, (sql, i) -> sql.replace(CONDITION, IGNORING_THE_STAMP)));

        assertThat(worseThanNotes(report)).containsExactly(Code.LATE_UPDATE);
        assertThat(finding(report, Code.LATE_UPDATE).detail()).isEqualTo("it was reported as written");
        assertThat(finding(report, Code.SKIPPED).detail()).contains("the remaining checks");
    }

    @Test
    void run_updatesIgnoreTheStampOnOneConnectionOfFour_isLateUpdate() throws Exception {
        Report report = race(
                OddDataSources.changing(h2, (sql, i) -> i == 3 ? sql.replace(CONDITION, IGNORING_THE_STAMP) : sql));

        assertThat(worseThanNotes(report)).containsExactly(Code.LATE_UPDATE);
    }

    @Test
    void run_updatesOfRivalsIgnoreTheStamp_isSeveralWinners() throws Exception {
        Report report = race(ofRivals(IGNORING_THE_STAMP));

        assertThat(worseThanNotes(report)).containsExactly(Code.SEVERAL_WINNERS);
        assertThat(finding(report, Code.SEVERAL_WINNERS).detail()).containsPattern("winners: \\{.*8=\\d+}");
    }

    @Test
    void run_updatesChangeNothing_isWriteSkipped() throws Exception {
        Report report = race(OddDataSources.changing(h2, (sql, i) -> sql.replace(CONDITION, CHANGING_NOTHING)));

        assertThat(worseThanNotes(report)).containsExactly(Code.WRITE_SKIPPED);
    }

    @Test
    void run_updatesOfRivalsChangeNothing_isNoWinner() throws Exception {
        Report report = race(ofRivals(CHANGING_NOTHING));

        assertThat(worseThanNotes(report)).containsExactly(Code.NO_WINNER);
        assertThat(finding(report, Code.NO_WINNER).detail()).containsPattern("winners: \\{0=\\d+}");
    }

    @Test
    void run_losersFail_isConflictsFailWithTheSqlState() throws Exception {
        Report report = race(ofRivals("AND 1 / (CASE WHEN stamp = ? THEN 1 ELSE 0 END) = 1"));

        assertThat(worseThanNotes(report)).containsExactly(Code.CONFLICTS_FAIL);
        assertThat(finding(report, Code.CONFLICTS_FAIL).detail()).contains("SQLState 22012");
    }

    @Test
    void run_withoutRivals_reportsThatNoRaceWasRun() throws Exception {
        Report report = TokenStoreCheck.of(new JdbcTokenStore(h2)).run(CheckedTables.SHORT);

        assertThat(finding(report, Code.SKIPPED).detail()).contains("the race: to run it");
    }

    @Test
    void run_executorWithOneThread_reportsThatNoRaceWasRun() throws Exception {
        ExecutorService single = Executors.newSingleThreadExecutor();
        try {
            Report report =
                    TokenStoreCheck.of(new JdbcTokenStore(h2)).rivals(single, 2).run(CheckedTables.SHORT);

            assertThat(worseThanNotes(report)).isEmpty();
            assertThat(finding(report, Code.SKIPPED).detail()).contains("does not run 2 rivals at the same time");
        } finally {
            single.shutdownNow();
        }
    }

    @Test
    void run_executorThatWasShutDown_reportsThatNoRaceWasRun() throws Exception {
        ExecutorService stopped = Executors.newSingleThreadExecutor();
        stopped.shutdown();

        Report report =
                TokenStoreCheck.of(new JdbcTokenStore(h2)).rivals(stopped, 2).run(CheckedTables.SHORT);

        assertThat(finding(report, Code.SKIPPED).detail()).contains("does not run 2 rivals at the same time");
    }

    @Test
    void run_interruptedWhileRivalsRace_throwsAndDeletesItsRows() throws Exception {
        Thread caller = Thread.currentThread();
        AtomicBoolean interrupted = new AtomicBoolean();
        DataSource interrupting = OddDataSources.giving(number -> {
            if (Thread.currentThread() != caller && !interrupted.getAndSet(true)) {
                caller.interrupt();
            }
            return h2.getConnection();
        });
        long before = CheckedTables.count(h2, TABLE);

        assertThatThrownBy(() -> TokenStoreCheck.of(new JdbcTokenStore(interrupting))
                        .rivals(EXECUTOR, RIVALS)
                        .run(Duration.ofMinutes(1)))
                .isInstanceOf(InterruptedException.class);
        assertThat(CheckedTables.count(h2, TABLE)).isEqualTo(before);
    }

    @Test
    void rivals_one_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenStoreCheck.of(new JdbcTokenStore(h2)).rivals(EXECUTOR, 1));
    }

    @Test
    void run_noTime_stillRunsTheQuickChecksAndOneRound() throws Exception {
        Report report = TokenStoreCheck.of(new JdbcTokenStore(h2))
                .rivals(EXECUTOR, RIVALS)
                .run(Duration.ZERO);

        assertThat(report.isHealthy()).isTrue();
        assertThat(report.toString()).contains("1 rounds of 8 rivals");
    }

    private Report race(DataSource dataSource) throws Exception {
        return CheckedTables.run(
                TokenStoreCheck.of(new JdbcTokenStore(dataSource)).rivals(EXECUTOR, RIVALS), h2, TABLE);
    }

    /** Changes only the statements of rivals, so that the checks before the race find nothing. */
    private DataSource ofRivals(String condition) {
        String checking = Thread.currentThread().getName();
        return OddDataSources.changing(
                h2,
                (sql, i) ->
                        Thread.currentThread().getName().equals(checking) ? sql : sql.replace(CONDITION, condition));
    }
}
