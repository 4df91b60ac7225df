package dev.handoff.model;

import dev.handoff.model.Explorer.Disagreement;
import dev.handoff.model.OneSessionStore.Loss;
import dev.handoff.model.Oracle.Expected;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Plays calls whose write fails or whose write's answer is lost, also while a rival acts between the write and the read
 * that follows. The library must report the effect truthfully, and succeed where that read shows that the write
 * happened.
 */
final class Losses {

    private final Explorer explorer;
    private final Races races;
    long run;

    Losses(Explorer explorer) {
        this.explorer = explorer;
        this.races = new Races(explorer);
    }

    /** Returns the positions after writes whose caller did not get the answer. */
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
                loseWhile(position, writer, Loss.UNREPORTED, rival);
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
        Expected expected = explorer.ask(position, writer);
        boolean isWritten = loss == Loss.UNREPORTED || loss == Loss.UNREPORTED_UNREADABLE || loss == Loss.DENIED;
        Object answer = answer(call);
        World next = isWritten ? expected.next() : position.world();
        if (answer instanceof TokenStoreException trouble) {
            boolean isTruth =
                    loss == Loss.FAILED ? trouble.effect() == Effect.NONE : trouble.effect() == Effect.UNKNOWN;
            boolean couldKnow = loss == Loss.UNREPORTED || loss == Loss.DENIED;
            if (!isTruth || couldKnow || !explorer.isStored(position, next)) {
                throw new Disagreement(position, step, expected.answer() + ", or an unknown effect", trouble);
            }
        } else if (!isWritten || explorer.judge.after(position.hands(), expected.answer(), answer) == null) {
            throw new Disagreement(position, step, isWritten ? expected.answer() : "an exception", Judge.words(answer));
        } else {
            explorer.requireStored(position, step, next);
        }
        return isWritten
                ? new Position(next, position.time(), position.hands(), explorer.stage.picture(), position, step)
                : null;
    }

    /** Lets the rival overwrite the record before it is read. Then only an unknown effect may be reported. */
    private void loseWhile(Position position, Move writer, Loss loss, Move rival) {
        for (int at = 1; at <= 2; at++) {
            Supplier<Object> other = explorer.prepared(position, rival);
            Supplier<Object> call = explorer.prepared(position, writer);
            explorer.stage.store.lose(loss);
            List<Object> rivals = new ArrayList<>();
            explorer.stage.store.letIn(() -> rivals.add(answer(other)), at);
            Object answer = answer(call);
            if (rivals.isEmpty()) {
                return;
            }
            run++;
            if (!isTrue(position, writer, answer, rival, rivals.get(0))) {
                throw new Disagreement(
                        position,
                        writer.name() + ", " + loss + ", and before its store call " + (at + 1) + ": " + rival.name(),
                        "the answers of one of the two orders, or an unknown effect",
                        Judge.words(answer) + ", and " + Judge.words(rivals.get(0)));
            }
        }
    }

    private boolean isTrue(Position position, Move writer, Object answer, Move rival, Object rivalsAnswer) {
        if (answer instanceof TokenStoreException trouble) {
            Expected alone = explorer.ask(position, rival);
            boolean undone = explorer.judge.after(position.hands(), alone.answer(), rivalsAnswer) != null
                    && explorer.isStored(position, alone.next());
            World done = explorer.ask(position, writer).next();
            Expected after = explorer.ask(done, position, rival);
            return trouble.effect() == Effect.UNKNOWN
                    && (undone
                            || (explorer.judge.after(position.hands(), after.answer(), rivalsAnswer) != null
                                    && explorer.isStored(position, after.next())));
        }
        return races.isInOrder(position, writer, answer, rival, rivalsAnswer)
                || races.isInOrder(position, rival, rivalsAnswer, writer, answer);
    }

    private static Object answer(Supplier<Object> call) {
        try {
            return call.get();
        } catch (TokenStoreException trouble) {
            return trouble;
        }
    }
}
