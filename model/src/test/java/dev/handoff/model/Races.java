package dev.handoff.model;

import dev.handoff.model.Explorer.Disagreement;
import dev.handoff.model.Oracle.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Two calls at once: one stops before each of its store calls in turn, while the other one runs whole. What both are
 * told, and what is stored afterwards, must be as if one had come after the other.
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
            if (move.reads() || move.untouched()) {
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

    /** Whether the call came that far. */
    private boolean race(Position position, Move move, Move rival, int at) {
        Supplier<Object> other = explorer.prepared(position, rival);
        Supplier<Object> call = explorer.prepared(position, move);
        List<Object> told = new ArrayList<>();
        explorer.stage.store.letIn(() -> told.add(other.get()), at);
        Object answer = call.get();
        if (explorer.stage.store.isRivalAwaited()) {
            return false;
        }
        run++;
        Object rivals = told.get(0);
        if (!isInOrder(position, move, answer, rival, rivals) && !isInOrder(position, rival, rivals, move, answer)) {
            throw new Disagreement(
                    position,
                    move.name() + ", and before its store call " + (at + 1) + ": " + rival.name(),
                    "as if one had come after the other",
                    Judge.words(answer) + ", and " + Judge.words(rivals));
        }
        return true;
    }

    boolean isInOrder(Position position, Move first, Object firstTold, Move second, Object secondTold) {
        Told one = explorer.ask(position, first);
        Hands between = explorer.judge.after(position.hands(), one.answer(), firstTold);
        if (between == null) {
            return false;
        }
        Told two = explorer.ask(one.next(), position, second);
        return explorer.judge.after(between, two.answer(), secondTold) != null
                && explorer.isStored(position, two.next());
    }
}
