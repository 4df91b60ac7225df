package dev.handoff.model;

import dev.handoff.model.Explorer.Disagreement;
import dev.handoff.model.Move.StoreUse;
import dev.handoff.model.Oracle.Expected;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Plays pairs of concurrent calls. The first call pauses before one of its store calls, and the rival runs completely
 * in the pause; each store call has its turn. The answers and the record must be those of one of the two orders.
 */
final class Races {

    private final Explorer explorer;
    long run;

    Races(Explorer explorer) {
        this.explorer = explorer;
    }

    void from(Position position, List<Move> moves) {
        List<Move> rivals = moves.stream()
                .filter(move -> !explorer.ask(position, move).next().equals(position.world()))
                .toList();
        for (Move move : moves) {
            if (move.use() != StoreUse.WRITES) {
                continue;
            }
            for (Move rival : rivals) {
                int at = 0;
                while (race(position, move, rival, at)) {
                    at++;
                }
            }
        }
    }

    /** Lets the rival act before the store call with this number; returns false if there was no such store call. */
    private boolean race(Position position, Move move, Move rival, int at) {
        Supplier<Object> other = explorer.prepared(position, rival);
        Supplier<Object> call = explorer.prepared(position, move);
        List<Object> rivals = new ArrayList<>();
        explorer.stage.store.letIn(() -> rivals.add(other.get()), at);
        Object answer = call.get();
        if (explorer.stage.store.isRivalAwaited()) {
            return false;
        }
        run++;
        Object rivalsAnswer = rivals.get(0);
        if (!isInOrder(position, move, answer, rival, rivalsAnswer)
                && !isInOrder(position, rival, rivalsAnswer, move, answer)) {
            throw new Disagreement(
                    position,
                    move.name() + ", and before its store call " + (at + 1) + ": " + rival.name(),
                    "the answers of one of the two orders",
                    Judge.words(answer) + ", and " + Judge.words(rivalsAnswer));
        }
        return true;
    }

    /** Checks whether the answers and the record are those of the first move followed by the second. */
    boolean isInOrder(Position position, Move first, Object firstAnswer, Move second, Object secondAnswer) {
        Expected one = explorer.ask(position, first);
        Hands between = explorer.judge.after(position.hands(), one.answer(), firstAnswer);
        if (between == null) {
            return false;
        }
        Expected two = explorer.ask(one.next(), position, second);
        return explorer.judge.after(between, two.answer(), secondAnswer) != null
                && explorer.isStored(position, two.next());
    }
}
