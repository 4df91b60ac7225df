package dev.handoff.model;

import dev.handoff.model.Stage.Picture;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state at the end of a history, with the steps that led to it.
 *
 * @param step the last step in words; null at the beginning
 */
record Position(
        World world,
        long time,
        Hands hands,
        Picture picture,
        @Nullable Position before,
        @Nullable String step) {

    /** Two histories with equal keys go on in the same way. Random parts of the record count as equal. */
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

    /** Returns the steps, the first one first. */
    List<String> history() {
        List<String> steps = new ArrayList<>();
        for (Position each = this; each.before() != null; each = each.before()) {
            steps.add(each.step());
        }
        Collections.reverse(steps);
        return steps;
    }
}
