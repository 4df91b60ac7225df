package dev.handoff.testkit;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStore;
import java.time.Instant;
import java.util.Optional;

/** Remembers the record that was written or read last, as the store has it. For one thread. */
final class LastRecordStore implements TokenStore {

    private final TokenStore delegate;
    private String lastKey = "";

    LastRecordStore(TokenStore delegate) {
        this.delegate = delegate;
    }

    /** What the store now has under the key that was used last. */
    HandoffRecord last() {
        return delegate.find(lastKey).orElseThrow();
    }

    @Override
    public boolean insert(HandoffRecord record) {
        lastKey = record.sessionKey();
        return delegate.insert(record);
    }

    @Override
    public Optional<HandoffRecord> find(String sessionKey) {
        lastKey = sessionKey;
        return delegate.find(sessionKey);
    }

    @Override
    public boolean replace(HandoffRecord expected, HandoffRecord next) {
        lastKey = expected.sessionKey();
        return delegate.replace(expected, next);
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        return delegate.purge(endedBefore, limit);
    }
}
