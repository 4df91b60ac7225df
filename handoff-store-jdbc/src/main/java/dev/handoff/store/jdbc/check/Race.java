package dev.handoff.store.jdbc.check;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.store.jdbc.JdbcTokenStore;
import dev.handoff.store.jdbc.check.TokenStoreCheck.Code;
import dev.handoff.store.jdbc.check.TokenStoreCheck.Rivals;
import dev.handoff.store.jdbc.internal.SqlFailures;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Rounds in which rivals replace one record at the same moment, through the store itself: whatever stands between it
 * and the table, such as a proxy that changes row counts, shows in how many are told that they have won.
 */
final class Race {

    private static final int MOST_ROUNDS = 10_000;
    /** So long rivals wait for others whom the executor has not begun to run. */
    private static final int SECONDS_TO_MEET = 5;
    /** So long an answer may take. */
    private static final int SECONDS_TO_ANSWER = 30;

    private final CheckRun run;
    private final Rivals rivals;
    private final JdbcTokenStore store;
    private final Map<Integer, Integer> roundsByWinners = new TreeMap<>();
    private final Map<String, Integer> failures = new TreeMap<>();
    private int rounds;
    private int roundsWithoutWinner;
    private int lost;

    Race(CheckRun run, Rivals rivals) {
        this.run = run;
        this.rivals = rivals;
        this.store = new JdbcTokenStore(run.dataSource, run.table.name().toString());
    }

    void run() throws InterruptedException {
        HandoffRecord record = run.newRecord();
        run.willWrite(record);
        try {
            while (!store.insert(record) && !run.isTimeUp()) {
                // it lost a race against nobody, as some indexes let it
            }
            Optional<HandoffRecord> current = store.find(record.sessionKey());
            while (rounds < MOST_ROUNDS && !run.isTimeUp() && current.isPresent()) {
                round(current.get());
                current = store.find(record.sessionKey());
            }
            if (current.isEmpty()) {
                run.findings.add(Code.STALE_READS, "before round " + (rounds + 1) + " of the race");
            }
        } catch (RejectedExecutionException | ExecutionException notTogether) {
            run.findings.add(Code.SKIPPED, "the executor does not run " + rivals.count() + " rivals at the same time");
        } catch (TokenStoreException failed) {
            run.findings.add(Code.CALL_FAILED, String.valueOf(failed.getMessage()));
        }
        report();
    }

    private void round(HandoffRecord record) throws InterruptedException, ExecutionException {
        CyclicBarrier line = new CyclicBarrier(rivals.count());
        List<FutureTask<Boolean>> answers = new ArrayList<>();
        for (int rival = 1; rival <= rivals.count(); rival++) {
            HandoffRecord next = CheckRun.next(record, rival);
            answers.add(new FutureTask<>(() -> {
                line.await(SECONDS_TO_MEET, TimeUnit.SECONDS);
                return store.replace(record, next);
            }));
        }
        answers.forEach(rivals.executor()::execute);
        int winners = 0;
        int failed = 0;
        for (FutureTask<Boolean> answer : answers) {
            try {
                boolean won = answer.get(SECONDS_TO_ANSWER, TimeUnit.SECONDS);
                winners += won ? 1 : 0;
                lost += won ? 0 : 1;
            } catch (ExecutionException thrown) {
                if (!(thrown.getCause() instanceof TokenStoreException)) {
                    throw thrown;
                }
                failed++;
                String code = thrown.getCause().getCause() instanceof SQLException cause
                        ? SqlFailures.codeOf(cause)
                        : "no SQLState";
                failures.merge(code, 1, Integer::sum);
            } catch (TimeoutException hung) {
                failed++;
                failures.merge("no answer", 1, Integer::sum);
            }
        }
        rounds++;
        roundsByWinners.merge(winners, 1, Integer::sum);
        roundsWithoutWinner += winners == 0 && failed == 0 ? 1 : 0;
    }

    private void report() {
        if (rounds == 0) {
            run.findings.add(Code.SKIPPED, "who wins under load, for time was up");
            return;
        }
        String measured = rounds + " rounds of " + rivals.count() + " rivals; rounds by their winners: "
                + roundsByWinners + "; lost: " + lost + "; failures: " + failures;
        run.findings.add(Code.MEASURED, measured);
        if (roundsByWinners.keySet().stream().anyMatch(winners -> winners > 1)) {
            run.findings.add(Code.SEVERAL_WINNERS, measured);
        }
        if (roundsWithoutWinner > 0) {
            run.findings.add(Code.NO_WINNER, measured);
        }
        if (!failures.isEmpty()) {
            run.findings.add(Code.CONFLICTS_FAIL, measured);
        }
    }
}
