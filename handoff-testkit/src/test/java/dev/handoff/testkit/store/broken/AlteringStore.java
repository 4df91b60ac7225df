package dev.handoff.testkit.store.broken;

import dev.handoff.spi.HandoffRecord;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;

/** Keeps, or gives, something else than it was handed. */
final class AlteringStore extends MapStore {

    private final UnaryOperator<HandoffRecord> onWrite;
    private final UnaryOperator<HandoffRecord> onRead;

    AlteringStore(
            ConcurrentMap<String, HandoffRecord> records,
            UnaryOperator<HandoffRecord> onWrite,
            UnaryOperator<HandoffRecord> onRead) {
        super(records);
        this.onWrite = onWrite;
        this.onRead = onRead;
    }

    @Override
    HandoffRecord inserted(HandoffRecord record) {
        return onWrite.apply(record);
    }

    @Override
    HandoffRecord replacement(HandoffRecord current, HandoffRecord next) {
        return onWrite.apply(next);
    }

    @Override
    HandoffRecord read(HandoffRecord stored) {
        return onRead.apply(stored);
    }
}
