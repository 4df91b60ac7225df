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

/** The library itself: nodes whose clocks may be apart, over one store that can be put back to what it was. */
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
     * A stage.
     *
     * @param offsets by how many milliseconds each node's clock is ahead
     */
    Stage(HandoffPolicy policy, List<Long> offsets, long start) {
        this.policy = policy;
        this.offsets = offsets;
        this.time = start;
        // the same in every run, so that what is found once is found again
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

    /** All that can be put back. */
    record Picture(@Nullable StoredRecord record, long time, long drawn) {}

    int nodes() {
        return nodes.size();
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
        store.calm();
    }

    void setTime(long millis) {
        time = millis;
    }

    /** The very binding that this call once gave: nothing was done with it yet, so that finishing need not read. */
    Binding again(Picture before, Supplier<Object> call) {
        Picture current = picture();
        restore(before);
        Binding binding = (Binding) ((Result<?>) call.get()).orElseThrow();
        restore(current);
        return binding;
    }
}
