package dev.handoff.testkit.store.broken;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import dev.handoff.testkit.store.Losses;
import java.io.Serial;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** A map that stands for an engine whose connection breaks. */
final class LosingEngine extends ConcurrentHashMap<String, StoredRecord> {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient ConcurrentMap<String, StoredRecord> engine;
    private final transient Losses losses;

    LosingEngine(ConcurrentMap<String, StoredRecord> engine, Losses losses) {
        this.engine = engine;
        this.losses = losses;
    }

    @Override
    public StoredRecord get(Object key) {
        return engine.get(key);
    }

    @Override
    public StoredRecord putIfAbsent(String key, StoredRecord record) {
        return write(() -> engine.putIfAbsent(key, record));
    }

    @Override
    public StoredRecord computeIfPresent(
            String key, BiFunction<? super String, ? super StoredRecord, ? extends StoredRecord> next) {
        return write(() -> engine.computeIfPresent(key, next));
    }

    private StoredRecord write(Supplier<StoredRecord> write) {
        if (losses.isRequestLost()) {
            throw broken();
        }
        StoredRecord answer = write.get();
        if (losses.isAnswerLost()) {
            throw broken();
        }
        return answer;
    }

    private static TokenStoreException broken() {
        return new TokenStoreException(Effect.UNKNOWN, true, "the connection broke");
    }
}
