package dev.handoff.testkit.store.broken;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.io.Serial;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/** A map that stands for an engine that does not answer. */
final class UnreachableEngine extends ConcurrentHashMap<String, HandoffRecord> {

    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    public HandoffRecord get(Object key) {
        throw trouble(Effect.NONE);
    }

    @Override
    public HandoffRecord putIfAbsent(String key, HandoffRecord record) {
        throw trouble(Effect.UNKNOWN);
    }

    @Override
    public HandoffRecord computeIfPresent(
            String key, BiFunction<? super String, ? super HandoffRecord, ? extends HandoffRecord> next) {
        throw trouble(Effect.UNKNOWN);
    }

    @Override
    public Collection<HandoffRecord> values() {
        throw trouble(Effect.UNKNOWN);
    }

    private static TokenStoreException trouble(Effect effect) {
        return new TokenStoreException(effect, true, "the engine does not answer");
    }
}
