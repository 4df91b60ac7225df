package dev.handoff.model;

import dev.handoff.model.Explorer.Disagreement;
import dev.handoff.model.OneSessionStore.Loss;
import dev.handoff.model.Oracle.Told;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A write whose answer gets lost: done or not done, but told truthfully, and a yes where looking can tell. Also while
 * another call runs between the write and the look.
 */
final class Losses {

    private final Explorer explorer;
    private final Races races;
    long run;

    Losses(Explorer explorer) {
        this.explorer = explorer;
        this.races = new Races(explorer);
    }

    /** Where histories lead to in which nobody was told of what was done. */
    List<Position> from(Position position, List<Move> moves) {
        List<Position> reached = new ArrayList<>();
        for (Move writer : writers(position, moves)) {
            for (Loss loss : Loss.values()) {
                Position after = loss == Loss.NONE ? null : lose(position, writer, loss);
                if (after != null) {
                    reached.add(after);
                }
            }
        }
        return reached;
    }

    void whileOthersAct(Position position, List<Move> moves) {
        List<Move> writers = writers(position, moves);
        for (Move writer : writers) {
            for (Move rival : writers) {
                loseWhile(position, writer, Loss.UNTOLD, rival);
                loseWhile(position, writer, Loss.VANISHED, rival);
            }
        }
    }

    private List<Move> writers(Position position, List<Move> moves) {
        return moves.stream()
                .filter(move -> !Objects.equals(
                        explorer.ask(position, move).next().kept(),
                        position.world().kept()))
                .filter(move -> !move.name().startsWith("purge"))
                .toList();
    }

    private @Nullable Position lose(Position position, Move writer, Loss loss) {
        run++;
        String step = writer.name() + ", " + loss;
        Supplier<Object> call = explorer.prepared(position, writer);
        explorer.stage.store.lose(loss);
        Told told = explorer.ask(position, writer);
        boolean isWritten = loss == Loss.UNTOLD || loss == Loss.UNTOLD_BLIND || loss == Loss.DENIED;
        Object answer = answer(call);
        World next = isWritten ? told.next() : position.world();
        if (answer instanceof TokenStoreException trouble) {
            boolean isTruth =
                    loss == Loss.FAILED ? trouble.effect() == Effect.NONE : trouble.effect() == Effect.UNKNOWN;
            boolean couldTell = loss == Loss.UNTOLD || loss == Loss.DENIED;
            if (!isTruth || couldTell || !explorer.isStored(position, next)) {
                throw new Disagreement(position, step, told.answer() + ", or not known", trouble);
            }
        } else if (!isWritten || explorer.judge.after(position.hands(), told.answer(), answer) == null) {
            throw new Disagreement(position, step, isWritten ? told.answer() : "trouble", Judge.words(answer));
        } else {
            explorer.requireStored(position, step, next);
        }
        return isWritten
                ? new Position(next, position.time(), position.hands(), explorer.stage.picture(), position, step)
                : null;
    }

    /** What was written may be overwritten before it is looked for. Then nobody can know, and nobody may say. */
    private void loseWhile(Position position, Move writer, Loss loss, Move rival) {
        for (int at = 1; at <= 2; at++) {
            Supplier<Object> other = explorer.prepared(position, rival);
            Supplier<Object> call = explorer.prepared(position, writer);
            explorer.stage.store.lose(loss);
            List<Object> told = new ArrayList<>();
            explorer.stage.store.letIn(() -> told.add(answer(other)), at);
            Object answer = answer(call);
            if (told.isEmpty()) {
                return;
            }
            run++;
            if (!isTrue(position, writer, answer, rival, told.get(0))) {
                throw new Disagreement(
                        position,
                        writer.name() + ", " + loss + ", and before its store call " + (at + 1) + ": " + rival.name(),
                        "what can be explained",
                        Judge.words(answer) + ", and " + Judge.words(told.get(0)));
            }
        }
    }

    private boolean isTrue(Position position, Move writer, Object answer, Move rival, Object rivals) {
        if (answer instanceof TokenStoreException trouble) {
            Told alone = explorer.ask(position, rival);
            boolean undone = explorer.judge.after(position.hands(), alone.answer(), rivals) != null
                    && explorer.isStored(position, alone.next());
            World done = explorer.ask(position, writer).next();
            Told after = explorer.ask(done, position, rival);
            return trouble.effect() == Effect.UNKNOWN
                    && (undone
                            || (explorer.judge.after(position.hands(), after.answer(), rivals) != null
                                    && explorer.isStored(position, after.next())));
        }
        return races.isInOrder(position, writer, answer, rival, rivals)
                || races.isInOrder(position, rival, rivals, writer, answer);
    }

    private static Object answer(Supplier<Object> call) {
        try {
            return call.get();
        } catch (TokenStoreException trouble) {
            return trouble;
        }
    }
}
