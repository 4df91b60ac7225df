package dev.handoff.testkit;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStore;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the calls that reach a store. Thread-safe. */
public final class CountingStore implements TokenStore {

    private final TokenStore delegate;
    private final AtomicInteger calls = new AtomicInteger();

    /** Counts what reaches this store. */
    public CountingStore(TokenStore delegate) {
        this.delegate = delegate;
    }

    /** How many calls came since this was asked last. */
    public int callsSinceLastAsked() {
        return calls.getAndSet(0);
    }

    @Override
    public boolean insert(HandoffRecord record) {
        calls.incrementAndGet();
        return delegate.insert(record);
    }

    @Override
    public Optional<HandoffRecord> find(String sessionKey) {
        calls.incrementAndGet();
        return delegate.find(sessionKey);
    }

    @Override
    public boolean replace(HandoffRecord expected, HandoffRecord next) {
        calls.incrementAndGet();
        return delegate.replace(expected, next);
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        calls.incrementAndGet();
        return delegate.purge(endedBefore, limit);
    }
}
