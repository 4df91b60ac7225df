package dev.handoff.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.SessionState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs each benchmark for a moment, and checks its report. */
@Tag("long")
class BenchmarksTest {

    @Test
    void memory_oneShortRound_reportsTheRatios() throws Exception {
        String report = new MemoryRun(new MemoryRun.Scale(1, 0, 1, 1, 50)).report();

        assertThat(report)
                .containsPattern("handoff / floorOfHandoff +[0-9]")
                .contains("status")
                .doesNotContain("NaN");
    }

    @Test
    void memoryBenchmark_eachCall_returnsTheExpectedResult() {
        MemoryBenchmark calls = new MemoryBenchmark();

        assertThat(calls.handoff()).isEqualTo(SessionState.SUCCEEDED);
        assertThat(calls.unstoredHandoff()).isEqualTo(SessionState.SUCCEEDED);
        assertThat(calls.oneTimeToken()).isNotNull();
        assertThat(calls.forgedToken()).isEqualTo(Result.refused(Refusal.HANDOFF_TOKEN_INVALID));
        assertThat(calls.replayedToken()).isEqualTo(Result.refused(Refusal.HANDOFF_TOKEN_CONSUMED));
        assertThat(calls.status().orElseThrow().state()).isEqualTo(SessionState.IN_PROGRESS);
    }

    @Test
    void postgres_fewSessions_reportsTheRatioOfEveryStep() throws Exception {
        String report = new PostgresRun(Duration.ZERO, 16).report();

        assertThat(report)
                .contains("speed of library, where bare is 1: median and quartiles of 1 rounds of 16 sessions")
                .containsPattern("unstored, where spring is 1:[^:]*[^S]+START[^C]+CONSUME +[0-9]")
                .containsPattern("START_AND_CONSUME +[0-9]")
                .containsPattern("HANDOFF library +[1-9]");
    }

    @Test
    void waiting_fewPages_writesRowsOnlyForStoredSessions() throws Exception {
        String report = new WaitingRun(16, 4).report();

        assertThat(report)
                .containsPattern("unstored: 16 visitors who start and leave +0 +0 +0 ")
                .containsPattern("unstored: 4 pages that wait for an hour +0 +0 +0 ")
                .containsPattern("\\nstored: 16 visitors who start and leave +16 +16 +0 ")
                .containsPattern("\\nstored: 4 pages that wait for an hour +4 +4 +236 ");
    }

    /** Every call must succeed. The library accepts a row only if it was loaded unchanged. */
    @Test
    void scale_fewSessions_reportsTheRatioOfEveryCallAndPurgesATenth() throws Exception {
        try (ScaleServer server = new PostgresScaleServer("16MB")) {
            String report = new ScaleRun(server, 8_000, Duration.ZERO).report();

            assertThat(report)
                    .contains("8,000 sessions loaded")
                    .containsPattern("MINT_OLD +1 threads +[0-9.]+ \\([0-9.]+ to [0-9.]+\\)")
                    .containsPattern("FINISH +8 threads +[0-9]")
                    .contains("during the purge of 800 rows")
                    .doesNotContain("NaN");
        }
    }

    @Test
    void shards_oneShortRound_reportsOneToFourServers() throws Exception {
        String report = new ShardsRun(Duration.ofMillis(50), 1).report();

        assertThat(report)
                .containsPattern("1 servers +1[.]00 .* [1-9][0-9]* per second")
                .containsPattern("4 servers");
    }

    @Test
    void quartiles_fiveValues_areTheSecondThirdAndFourth() {
        assertThat(Quartiles.of(List.of(5.0, 1.0, 4.0, 2.0, 3.0))).isEqualTo(new Quartiles(2, 3, 4));
    }
}
