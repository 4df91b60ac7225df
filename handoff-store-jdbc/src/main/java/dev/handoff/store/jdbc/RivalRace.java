package dev.handoff.store.jdbc;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.store.jdbc.TokenStoreCheck.Code;
import dev.handoff.store.jdbc.TokenStoreCheck.Races;
import dev.handoff.store.jdbc.TokenStoreCheck.Rivals;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Rounds in which rivals replace one record at the same moment. The rivals meet at a line before each round; whoever
 * comes last counts the winners of the round before.
 */
final class RivalRace {

    private static final int MOST_ROUNDS = 10_000;
    /** So long rivals wait for others whom the executor has not begun to run, at most. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final JdbcTokenStore store;
    private final ProbeRows probes;
    private final Rivals rivals;
    private final Findings findings;
    private final Deadline deadline;
    private final CyclicBarrier line;
    private final CountDownLatch atWork;
    private final Answer[] answers;
    private final Score score = new Score();
    private volatile @Nullable HandoffRecord current;
    private volatile @Nullable String trouble;
    private volatile boolean over;

    RivalRace(JdbcTokenStore store, ProbeRows probes, Rivals rivals, Findings findings, Deadline deadline) {
        this.store = store;
        this.probes = probes;
        this.rivals = rivals;
        this.findings = findings;
        this.deadline = deadline;
        this.line = new CyclicBarrier(rivals.count(), this::nextRound);
        this.atWork = new CountDownLatch(rivals.count());
        this.answers = new Answer[rivals.count()];
    }

    /** What one rival heard. */
    private enum Verdict {
        WON,
        LOST,
        FAILED
    }

    /**
     * What one rival heard, and of whom.
     *
     * @param verdict the answer
     * @param next what it wanted to write
     * @param failure what is known of it, empty where it did not fail
     */
    private record Answer(Verdict verdict, HandoffRecord next, String failure) {}

    /** Null where no race took place. */
    @Nullable
    Races run() throws InterruptedException {
        boolean ended;
        try {
            for (int rival = 0; rival < rivals.count(); rival++) {
                int number = rival;
                rivals.executor().execute(() -> race(number));
            }
            ended = atWork.await(patience().plusSeconds(1).toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException refused) {
            findings.note(
                    Code.NOT_RACED, "No race was run: the executor refused to run " + rivals.count() + " rivals.");
            return null;
        } finally {
            // waits for a row that is just being written, so that cleaning does not miss it
            synchronized (score) {
                over = true;
            }
            line.reset();
        }
        return result(ended);
    }

    private @Nullable Races result(boolean ended) {
        synchronized (score) {
            String failed = trouble;
            if (failed != null) {
                findings.error(Code.CALL_FAILED, "A call between races failed (" + failed + ").");
            } else if (!ended && score.rounds > 0) {
                findings.warning(
                        Code.CONFLICTS_FAIL,
                        "When time was up, some rivals still waited for an answer: set a lock timeout of a few seconds.");
            }
            if (score.rounds == 0) {
                findings.note(
                        Code.NOT_RACED,
                        "No race was run: the executor does not run " + rivals.count() + " rivals at once.");
                return null;
            }
            score.report(findings, rivals.count());
            return new Races(rivals.count(), score.rounds, score.lost, score.failed, score.roundsByWinners);
        }
    }

    private void race(int rival) {
        try {
            for (int round = 1; !over; round++) {
                Duration wait = round == 1 ? PATIENCE : patience();
                line.await(wait.toMillis(), TimeUnit.MILLISECONDS);
                HandoffRecord record = current;
                if (record == null) {
                    return;
                }
                answers[rival] = replace(record, ProbeRows.next(record, rival + 1));
            }
        } catch (InterruptedException | BrokenBarrierException | TimeoutException ended) {
            // whatever it was, the line is broken: the others end, too
            over = true;
        } finally {
            atWork.countDown();
        }
    }

    /** Until time is up, and then as long as a slow answer may take. */
    private Duration patience() {
        return deadline.left().plus(PATIENCE);
    }

    private Answer replace(HandoffRecord record, HandoffRecord next) {
        try {
            return new Answer(store.replace(record, next) ? Verdict.WON : Verdict.LOST, next, "");
        } catch (RuntimeException failed) {
            String code = failed.getCause() instanceof SQLException cause ? SqlStates.codeOf(cause) : "no SQLState";
            return new Answer(Verdict.FAILED, next, code);
        }
    }

    /** Runs while all rivals wait at the line. */
    private void nextRound() {
        synchronized (score) {
            HandoffRecord written = current == null ? null : score.count(answers);
            try {
                current = over || deadline.isOver() || score.rounds == MOST_ROUNDS ? null : following(written);
            } catch (RuntimeException failed) {
                trouble = failed instanceof TokenStoreException
                        ? String.valueOf(failed.getMessage())
                        : "by no fault of SQL";
                current = null;
            }
        }
    }

    /** What a sole winner wrote, and otherwise a new record, for nobody knows what the old one looks like. */
    private HandoffRecord following(@Nullable HandoffRecord written) {
        if (written != null) {
            return written;
        }
        HandoffRecord fresh = probes.fresh();
        while (!store.insert(fresh) && !deadline.isOver()) {
            // it lost a race against nobody, as indexes let it
            fresh = probes.fresh();
        }
        return fresh;
    }

    /** What came of all rounds. */
    private static final class Score {

        private final Map<Integer, Integer> roundsByWinners = new TreeMap<>();
        private final Map<String, Integer> failures = new TreeMap<>();
        private int rounds;
        private int lost;
        private int failed;
        private int several;
        private int nobody;

        /** What the round's sole winner wrote, null if there was none or more than one. */
        @Nullable
        HandoffRecord count(Answer[] answers) {
            int winners = 0;
            int failuresBefore = failed;
            HandoffRecord written = null;
            for (Answer answer : answers) {
                switch (answer.verdict()) {
                    case WON -> {
                        winners++;
                        written = answer.next();
                    }
                    case LOST -> lost++;
                    case FAILED -> {
                        failed++;
                        failures.merge(answer.failure(), 1, Integer::sum);
                    }
                }
            }
            rounds++;
            roundsByWinners.merge(winners, 1, Integer::sum);
            several += winners > 1 ? 1 : 0;
            nobody += winners == 0 && failed == failuresBefore ? 1 : 0;
            return winners == 1 ? written : null;
        }

        void report(Findings findings, int rivals) {
            if (several > 0) {
                findings.error(
                        Code.SEVERAL_WINNERS,
                        "In " + several + " of " + rounds + " rounds more than one of " + rivals
                                + " rivals was told that it had won, so that two phones would get one session: look for"
                                + " what changes statements or row counts between the store and the table.");
            }
            if (nobody > 0) {
                findings.error(
                        Code.NO_WINNER,
                        "In " + nobody + " of " + rounds + " rounds all of " + rivals
                                + " rivals were told that they had lost: look for what changes statements or row counts"
                                + " between the store and the table.");
            }
            if (failed > 0) {
                findings.warning(
                        Code.CONFLICTS_FAIL,
                        failed + " of " + rounds * rivals + " calls failed instead of hearing who won (" + failures
                                + "): allow the pool more connections and locks more time.");
            }
        }
    }
}
