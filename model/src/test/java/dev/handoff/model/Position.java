package dev.handoff.model;

import dev.handoff.model.Stage.Picture;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a history has led to, and how.
 *
 * @param step what was done last, in words; null at the beginning
 */
record Position(
        World world,
        long time,
        Hands hands,
        Picture picture,
        @Nullable Position before,
        @Nullable String step) {

    /** What two histories have in common from which on they are one; random parts of the record count as the same. */
    record Key(World world, long time, Set<Code> codes, Set<Link> links, Set<Proof> proofs, String record) {}

    Key key() {
        String text = picture.record() == null ? "" : picture.record().body();
        return new Key(
                world,
                time,
                hands.codes().keySet(),
                hands.links().keySet(),
                hands.proofs().keySet(),
                text.replaceAll("[0-9a-f]{24,}", "*"));
    }

    int depth() {
        return before == null ? 0 : before.depth() + 1;
    }

    /** The steps from the beginning on. */
    List<String> history() {
        List<String> steps = new ArrayList<>();
        for (Position each = this; each.before() != null; each = each.before()) {
            steps.add(each.step());
        }
        Collections.reverse(steps);
        return steps;
    }
}
