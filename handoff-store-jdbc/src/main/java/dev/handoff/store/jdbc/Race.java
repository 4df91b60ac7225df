package dev.handoff.store.jdbc;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.store.jdbc.TokenStoreCheck.Code;
import dev.handoff.store.jdbc.internal.SqlFailures;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Lets several rivals replace one record at the same moment, in rounds, and counts how many of them win. They use the
 * store itself, so the count also shows proxies that change statements or row counts.
 */
final class Race {

    private static final int MOST_ROUNDS = 10_000;

    /** How long rivals wait until the executor runs all of them. */
    private static final int SECONDS_TO_MEET = 5;

    private final CheckRun run;
    private final Executor executor;
    private final int rivals;
    private final JdbcTokenStore store;
    private final Map<Integer, Integer> roundsByWinners = new TreeMap<>();
    private final Map<String, Integer> failures = new TreeMap<>();
    private boolean allLost;

    Race(CheckRun run, Executor executor, int rivals) {
        this.run = run;
        this.executor = executor;
        this.rivals = rivals;
        this.store = run.store;
    }

    /** Runs one round, and more until the time is over or the greatest number of rounds is reached. */
    void run(Duration atMost) throws InterruptedException {
        long start = System.nanoTime();
        StoredRecord record = run.newRecord();
        int rounds = 0;
        try {
            if (!store.insert(record)) {
                run.found(Code.SKIPPED, "the race, because its first insert lost against other traffic");
                return;
            }
            do {
                Optional<StoredRecord> current = store.find(record.key());
                if (current.isEmpty()) {
                    run.found(Code.STALE_READS, "before round " + (rounds + 1) + " of the race");
                    break;
                }
                round(current.get());
                rounds++;
            } while (rounds < MOST_ROUNDS && System.nanoTime() - start < atMost.toNanos());
        } catch (RejectedExecutionException | ExecutionException notTogether) {
            run.found(Code.SKIPPED, "the executor does not run " + rivals + " rivals at the same time");
        } catch (TokenStoreException failed) {
            run.found(Code.CALL_FAILED, String.valueOf(failed.getMessage()));
        }
        if (rounds > 0) {
            report(rounds + " rounds of " + rivals + " rivals; rounds by number of winners: " + roundsByWinners
                    + "; failures: " + failures);
        }
    }

    private void round(StoredRecord record) throws InterruptedException, ExecutionException {
        CyclicBarrier line = new CyclicBarrier(rivals);
        List<FutureTask<Boolean>> replacements = new ArrayList<>();
        for (int rival = 1; rival <= rivals; rival++) {
            StoredRecord next = CheckRun.next(record);
            replacements.add(new FutureTask<>(() -> {
                line.await(SECONDS_TO_MEET, TimeUnit.SECONDS);
                return store.replace(record, next);
            }));
        }
        replacements.forEach(executor::execute);
        int winners = 0;
        int losers = 0;
        for (FutureTask<Boolean> replacement : replacements) {
            try {
                if (replacement.get()) {
                    winners++;
                } else {
                    losers++;
                }
            } catch (ExecutionException thrown) {
                if (!(thrown.getCause() instanceof TokenStoreException trouble)) {
                    throw thrown;
                }
                String code =
                        trouble.getCause() instanceof SQLException cause ? SqlFailures.codeOf(cause) : "no SQLState";
                failures.merge(code, 1, Integer::sum);
            }
        }
        roundsByWinners.merge(winners, 1, Integer::sum);
        allLost |= losers == rivals;
    }

    private void report(String measured) {
        run.found(Code.MEASURED, measured);
        if (roundsByWinners.keySet().stream().anyMatch(winners -> winners > 1)) {
            run.found(Code.SEVERAL_WINNERS, measured);
        }
        if (allLost) {
            run.found(Code.NO_WINNER, measured);
        }
        if (!failures.isEmpty()) {
            run.found(Code.CONFLICTS_FAIL, measured);
        }
    }
}
