package dev.handoff.testkit.store.broken;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.io.Serial;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;

/** A map that stands for an engine that executes requests and does not answer. */
final class UnreachableEngine extends ConcurrentHashMap<String, StoredRecord> {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient ConcurrentMap<String, StoredRecord> engine;

    UnreachableEngine(ConcurrentMap<String, StoredRecord> engine) {
        this.engine = engine;
    }

    @Override
    public StoredRecord get(Object key) {
        throw trouble(Effect.NONE);
    }

    @Override
    public StoredRecord putIfAbsent(String key, StoredRecord record) {
        engine.putIfAbsent(key, record);
        throw trouble(Effect.UNKNOWN);
    }

    @Override
    public StoredRecord computeIfPresent(
            String key, BiFunction<? super String, ? super StoredRecord, ? extends StoredRecord> next) {
        engine.computeIfPresent(key, next);
        throw trouble(Effect.UNKNOWN);
    }

    @Override
    public Collection<StoredRecord> values() {
        throw trouble(Effect.UNKNOWN);
    }

    private static TokenStoreException trouble(Effect effect) {
        return new TokenStoreException(effect, true, "the engine does not answer");
    }
}
