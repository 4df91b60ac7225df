package dev.handoff.model;

import dev.handoff.HandoffPolicy;
import dev.handoff.Result;
import dev.handoff.model.Answer.Connected;
import dev.handoff.model.Hands.Held;
import dev.handoff.model.Move.StoreUse;
import dev.handoff.model.Oracle.Expected;
import dev.handoff.model.Stage.Picture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Plays all histories up to a length, the shortest first, and compares each answer with the oracle's. */
final class Explorer {

    static final long START = 1_800_000_000_000L;

    final Stage stage;
    final Oracle oracle;
    final Judge judge;
    final Moves moves;
    private final Races races;
    private final Losses losses;
    private final int depth;
    private final int racesDepth;
    private final Set<Position.Key> seen = new HashSet<>();
    private final Queue<Position> ahead = new ArrayDeque<>();
    private final List<Position> raced = new ArrayList<>();
    private int begun;
    private long calls;

    /**
     * Makes an explorer.
     *
     * @param offsets how many milliseconds each node's clock is ahead
     * @param depth how many steps a history has at most
     * @param racesDepth after how many steps at most calls race and answers are lost
     */
    Explorer(HandoffPolicy policy, List<Long> offsets, int depth, int racesDepth) {
        this.stage = new Stage(policy, offsets, START);
        this.oracle = new Oracle(policy);
        this.judge = new Judge(stage);
        this.moves = new Moves(oracle, stage, beginning());
        this.races = new Races(this);
        this.losses = new Losses(this);
        this.depth = depth;
        this.racesDepth = racesDepth;
    }

    /** How many positions, calls, races and lost answers were played. */
    record Covered(long positions, long calls, long races, long losses) {}

    /**
     * Plays the histories.
     *
     * @param steps the steps that all histories begin with; they do not count as a part of the length
     * @throws AssertionError with the history, if the library's answer differs from the oracle's
     */
    Covered explore(List<String> steps) {
        Position first = beginning();
        for (String step : steps) {
            first = step.startsWith("at ")
                    ? waited(first, START + Duration.parse(step.substring(3)).toMillis())
                    : play(first, named(step, first));
        }
        begun = steps.size();
        reach(first);
        long positions = 0;
        for (Position next = ahead.poll(); next != null; next = ahead.poll()) {
            positions++;
            explore(next);
        }
        // last, because a failure without a rival has a shorter history
        raced.forEach(this::race);
        return new Covered(positions, calls, races.run, losses.run);
    }

    private Move named(String step, Position position) {
        return moves.at(position).stream()
                .filter(move -> move.name().equals(step))
                .findFirst()
                .orElseThrow();
    }

    private Position beginning() {
        return new Position(World.EMPTY, START, Hands.EMPTY, new Picture(null, START, 0), null, null);
    }

    private void explore(Position position) {
        int steps = position.depth() - begun;
        boolean isLast = steps >= depth;
        List<Move> all = moves.at(position);
        for (Move move : all) {
            Position after = play(position, move);
            if (!isLast) {
                reach(after);
            }
        }
        if (steps <= racesDepth) {
            losses.from(position, all).forEach(this::reach);
            raced.add(position);
        }
        if (!isLast && !isTimeStep(position)) {
            boundaries(position).forEach(time -> reach(waited(position, time)));
        }
    }

    private void race(Position position) {
        List<Move> all = moves.at(position);
        races.from(position, all);
        losses.whileOthersAct(position, all);
    }

    private void reach(Position position) {
        if (seen.add(position.key())) {
            ahead.add(position);
        }
    }

    private Position play(Position position, Move move) {
        calls++;
        Supplier<Object> call = prepared(position, move);
        Expected expected = ask(position, move);
        Object actual = call.get();
        Hands hands = judge.after(position.hands(), expected.answer(), actual);
        if (hands == null) {
            throw new Disagreement(position, move.name(), expected.answer(), Judge.words(actual));
        }
        if (move.use() == StoreUse.NONE && stage.store.calls > 0) {
            throw new Disagreement(position, move.name(), "no store calls", stage.store.calls + " calls");
        }
        if (expected.answer() instanceof Connected connected) {
            hands = playable(hands, connected.link(), position, call);
        }
        Picture picture = stage.picture();
        requireStored(position, move.name(), expected.next());
        return new Position(expected.next(), position.time(), hands, picture, position, move.name());
    }

    private Hands playable(Hands hands, Link link, Position position, Supplier<Object> call) {
        Held held = hands.links().get(link);
        if (held == null || held.unused() != null) {
            return hands;
        }
        Held again = new Held(held.binding(), () -> stage.again(position.picture(), call));
        hands.links().put(link, again);
        return hands;
    }

    /** Restores the position's state, and prepares the call. */
    Supplier<Object> prepared(Position position, Move move) {
        stage.restore(position.picture());
        Supplier<Object> call = move.doing().prepare(stage.node(move.node()), position);
        stage.store.reset();
        return call;
    }

    Expected ask(Position position, Move move) {
        return ask(position.world(), position, move);
    }

    Expected ask(World world, Position position, Move move) {
        return move.ask(world, stage.now(move.node(), position.time()));
    }

    /** Requires the expected record; if the call changes nothing, the record must be the same, byte for byte. */
    void requireStored(Position before, String step, World expected) {
        if (!isStored(before, expected)) {
            throw new Disagreement(before, step, "afterwards " + expected, "afterwards " + Judge.words(storedStatus()));
        }
    }

    boolean isStored(Position before, World expected) {
        if (Objects.equals(expected.kept(), before.world().kept())) {
            return Objects.equals(stage.store.record, before.picture().record());
        }
        Answer status = Oracle.ask(expected, () -> oracle.backendStatus(expected, stage.now(0, before.time())))
                .answer();
        return judge.after(before.hands(), status, storedStatus()) != null;
    }

    private Result<?> storedStatus() {
        return stage.node(0).backendStatus(Stage.SESSION);
    }

    private static boolean isTimeStep(Position position) {
        return position.step() != null && position.step().startsWith("at ");
    }

    private Position waited(Position position, long time) {
        Picture picture = new Picture(
                position.picture().record(), time, position.picture().drawn());
        String step = "at " + Duration.ofMillis(time - START);
        return new Position(position.world(), time, position.hands(), picture, position, step);
    }

    /**
     * Returns the last instant before each change by time alone, and the first instant after, by the first node's
     * clock.
     */
    private Iterable<Long> boundaries(Position position) {
        Set<Long> times = new TreeSet<>();
        long window = stage.policy.reuseWindow().toMillis();
        long retention = stage.policy.retention().toMillis();
        position.hands().codes().keySet().stream().limit(2).forEach(code -> {
            around(times, code.issued() + window);
            around(times, code.expires() - 1);
            around(times, code.end() - 1);
        });
        position.hands().proofs().keySet().stream().limit(1).forEach(proof -> {
            around(times, proof.opened() + window - 1);
            around(times, proof.end() + retention - 1);
        });
        Kept kept = position.world().kept();
        if (kept != null) {
            around(times, kept.end() - 1);
            around(times, kept.end() + retention);
        }
        times.removeIf(time -> time <= position.time());
        return times;
    }

    private static void around(Set<Long> times, long last) {
        times.add(last);
        times.add(last + 1);
    }

    /** A step whose answer or record is not the expected one, with its history. */
    static final class Disagreement extends AssertionError {

        private static final long serialVersionUID = 1L;

        Disagreement(Position before, String step, Object expected, @Nullable Object actual) {
            super("\n  " + String.join("\n  ", before.history()) + "\n  " + step + "\nexpected: " + expected
                    + "\nbut was:  " + actual);
        }
    }
}
