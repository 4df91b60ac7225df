package dev.handoff.store.jdbc.check;

import static dev.handoff.store.jdbc.check.CheckedTables.finding;
import static dev.handoff.store.jdbc.check.CheckedTables.worseThanNotes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.store.jdbc.Databases;
import dev.handoff.store.jdbc.OddDataSources;
import dev.handoff.store.jdbc.check.TokenStoreCheck.Code;
import dev.handoff.store.jdbc.check.TokenStoreCheck.Report;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
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
        Report report = race(changing("AND version = ?", "AND version >= ?"));

        assertThat(worseThanNotes(report)).containsExactly(Code.SEVERAL_WINNERS);
        assertThat(finding(report, Code.SEVERAL_WINNERS).detail()).containsPattern("winners: \\{.*8=\\d+}");
    }

    /** A proxy that lies only about what it did. */
    @Test
    void run_rowCountsAreAlwaysOne_isSeveralWinners() throws Exception {
        Report report = race(changing(
                "WHERE session_key = ? AND generation = ? AND version = ?",
                "WHERE session_key = ? AND (generation = ? OR 1 = 1) AND (version = ? OR 1 = 1)"));

        assertThat(worseThanNotes(report)).containsExactly(Code.SEVERAL_WINNERS);
    }

    @Test
    void run_updatesChangeNothing_isWriteSkipped() throws Exception {
        Report report = race(changing("AND version = ?", "AND version + 1 = ?"));

        assertThat(worseThanNotes(report)).containsExactly(Code.WRITE_SKIPPED);
    }

    /** Only where rivals run, so that nothing shows in what is checked before. */
    @Test
    void run_updatesOfRivalsChangeNothing_isNoWinner() throws Exception {
        String checking = Thread.currentThread().getName();
        DataSource deaf = OddDataSources.changing(
                h2,
                (sql, i) -> Thread.currentThread().getName().equals(checking)
                        ? sql
                        : sql.replace("AND version = ?", "AND version + 1 = ?"));

        Report report = race(deaf);

        assertThat(worseThanNotes(report)).containsExactly(Code.NO_WINNER);
        assertThat(finding(report, Code.NO_WINNER).detail()).containsPattern("winners: \\{0=\\d+}");
    }

    @Test
    void run_losersFail_isConflictsFailWithTheSqlState() throws Exception {
        Report report = race(changing("AND version = ?", "AND 1 / (CASE WHEN version = ? THEN 1 ELSE 0 END) = 1"));

        assertThat(worseThanNotes(report)).containsExactly(Code.CONFLICTS_FAIL);
        assertThat(finding(report, Code.CONFLICTS_FAIL).detail()).contains("SQLState 22012");
    }

    @Test
    void run_withoutRivals_saysThatNoRaceWasRun() throws Exception {
        Report report = TokenStoreCheck.of(h2).run(CheckedTables.SHORT);

        assertThat(finding(report, Code.SKIPPED).detail()).contains("who wins under load");
    }

    @Test
    void run_executorThatRunsOneAfterTheOther_saysThatNoRaceWasRun() throws Exception {
        ExecutorService single = Executors.newSingleThreadExecutor();
        try {
            Report report = TokenStoreCheck.of(h2).rivals(single, 2).run(CheckedTables.LONG);

            assertThat(worseThanNotes(report)).isEmpty();
            assertThat(finding(report, Code.SKIPPED).detail()).contains("does not run 2 rivals at the same time");
        } finally {
            single.shutdownNow();
        }
    }

    @Test
    void run_executorThatRefuses_saysThatNoRaceWasRun() throws Exception {
        ExecutorService stopped = Executors.newSingleThreadExecutor();
        stopped.shutdown();

        Report report = TokenStoreCheck.of(h2).rivals(stopped, 2).run(CheckedTables.LONG);

        assertThat(finding(report, Code.SKIPPED).detail()).contains("does not run 2 rivals at the same time");
    }

    @Test
    void run_interruptedWhileRivalsRace_throwsAndLeavesNothing() throws Exception {
        Thread caller = Thread.currentThread();
        AtomicBoolean interrupted = new AtomicBoolean();
        DataSource interrupting = OddDataSources.giving(number -> {
            if (Thread.currentThread() != caller && !interrupted.getAndSet(true)) {
                caller.interrupt();
            }
            return h2.getConnection();
        });
        long before = CheckedTables.count(h2, TABLE);

        assertThatThrownBy(() -> TokenStoreCheck.of(interrupting)
                        .rivals(EXECUTOR, RIVALS)
                        .run(Duration.ofMinutes(1)))
                .isInstanceOf(InterruptedException.class);
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
        assertThat(report.findings()).extracting("code").containsExactly(Code.MEASURED, Code.SKIPPED);
        assertThat(finding(report, Code.SKIPPED).detail()).isEqualTo("who wins under load, for time was up");
    }

    private Report race(DataSource dataSource) throws Exception {
        return CheckedTables.run(
                TokenStoreCheck.of(dataSource).rivals(EXECUTOR, RIVALS), h2, TABLE, CheckedTables.LONG);
    }

    private DataSource changing(String part, String replacement) {
        return OddDataSources.changing(h2, (sql, connection) -> sql.replace(part, replacement));
    }
}
