package dev.handoff.faults;

import dev.handoff.HandoffService;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStoreException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** Plays one fault: phones play all the time, strikes follow each other, and the judge runs at intervals. */
final class Match {

    private static final int FOR_THE_JUDGE = 5_000;

    private final Stage stage;
    private final Budget budget;
    private final Progress progress;
    private final Outcomes outcomes = new Outcomes();

    private Match(Stage stage, Budget budget, Progress progress) {
        this.stage = stage;
        this.budget = budget;
        this.progress = progress;
    }

    static Outcomes play(Stage stage, Budget budget) throws Exception {
        return play(stage, budget, new Progress());
    }

    static Outcomes play(Stage stage, Budget budget, Progress progress) throws Exception {
        return new Match(stage, budget, progress).play();
    }

    private Outcomes play() throws Exception {
        long start = System.nanoTime();
        Crowd crowd = new Crowd(stage.nodes(), progress);
        crowd.start();
        try {
            progress.awaitHandoffs(5);
            while (budget.allows(outcomes.strikes, start)) {
                stage.strike(progress);
                outcomes.strikes++;
                if (crowd.waitingForTheJudge() > FOR_THE_JUDGE) {
                    judge(crowd.takePlayed());
                }
            }
            stage.calm();
            progress.awaitHandoffs(5);
        } catch (Progress.StalledException stalled) {
            stalled(stalled);
        }
        end(crowd);
        outcomes.handoffs = progress.handoffs();
        outcomes.troubles = progress.troubles();
        try {
            judge(crowd.takePlayed());
        } catch (Progress.StalledException stalled) {
            stalled(stalled);
        }
        outcomes.seconds = (System.nanoTime() - start) / 1e9;
        return outcomes;
    }

    private void end(Crowd crowd) throws InterruptedException {
        try {
            crowd.end();
        } catch (ExecutionException failed) {
            Throwable cause = failed;
            while (cause instanceof ExecutionException && cause.getCause() != null) {
                cause = cause.getCause();
            }
            if (!(cause instanceof Progress.StalledException stalled)) {
                throw new IllegalStateException("a phone failed", cause);
            }
            stalled(stalled);
        }
    }

    private void stalled(Progress.StalledException stalled) {
        outcomes.add(List.of(new Violation(Violation.Kind.STALLED, String.valueOf(stalled.getMessage()), List.of())));
    }

    private void judge(List<Visit> visits) throws Exception {
        for (Visit visit : visits) {
            for (Node node : stage.nodes()) {
                statusAtTheEnd(visit, node);
            }
            List<Entry> entries = visit.diary().read();
            outcomes.calls += entries.size();
            Optional<Row> row = row(visit).map(record -> Row.parse(record.body()));
            outcomes.add(Judge.judge(new Case(visit.isUnstored(), entries, row, stage.hostRows(visit.session()))));
        }
    }

    private void statusAtTheEnd(Visit visit, Node node) throws InterruptedException {
        while (visit.statusAtTheEnd(node) instanceof Answer.Trouble) {
            progress.pause();
        }
    }

    private Optional<StoredRecord> row(Visit visit) throws InterruptedException {
        // the key is a hash of namespace and id, the same on every node
        HandoffService any =
                Services.of(stage.rows(), new NodeClock(), Ring.of("first")).one(visit.isUnstored());
        while (true) {
            try {
                return stage.rows().find(any.sessionKey(visit.session()));
            } catch (TokenStoreException trouble) {
                progress.pause();
            }
        }
    }
}
