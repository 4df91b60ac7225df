package dev.handoff.model;

import dev.handoff.Binding;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffService;
import dev.handoff.Result;
import dev.handoff.spi.StoredRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The library under test: nodes whose clocks may differ, and one store. An earlier state can be restored. */
final class Stage {

    static final String SESSION = "session-0123456789abcdef";

    final HandoffPolicy policy;
    final OneSessionStore store = new OneSessionStore();
    final Devices devices = new Devices();
    private final Draws random = new Draws();
    private final List<HandoffService> nodes = new ArrayList<>();
    private final List<Long> offsets;
    private long time;

    /**
     * Makes the nodes.
     *
     * @param offsets how many milliseconds each node's clock is ahead
     */
    Stage(HandoffPolicy policy, List<Long> offsets, long start) {
        this.policy = policy;
        this.offsets = offsets;
        this.time = start;
        // the same key in every run, so that every failure can be reproduced
        HandoffKeys keys = HandoffKeys.ofBase64("q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=");
        for (long offset : offsets) {
            nodes.add(HandoffService.builder()
                    .store(store)
                    .keys(keys)
                    .policy(policy)
                    .random(random)
                    .clock(() -> Instant.ofEpochMilli(time + offset))
                    .build());
        }
    }

    /** The state that can be restored. */
    record Picture(@Nullable StoredRecord record, long time, long drawn) {}

    int nodes() {
        return nodes.size();
    }

    /** Returns the step's name, which names the node if there are several. */
    String named(String step, int node) {
        return nodes.size() == 1 ? step : step + ", node " + (node + 1);
    }

    HandoffService node(int node) {
        return nodes.get(node);
    }

    long now(int node, long at) {
        return at + offsets.get(node);
    }

    Picture picture() {
        return new Picture(store.record, time, random.drawn);
    }

    void restore(Picture before) {
        store.record = before.record();
        time = before.time();
        random.drawn = before.drawn();
        store.reset();
    }

    /** Plays the call again, and returns its binding: it is unused, so that finishing does not read the store first. */
    Binding again(Picture before, Supplier<Object> call) {
        Picture current = picture();
        restore(before);
        Binding binding = (Binding) ((Result<?>) call.get()).orElseThrow();
        restore(current);
        return binding;
    }
}
