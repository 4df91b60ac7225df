package dev.handoff.benchmarks;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes records of sessions with the library, without a database: this store holds one record. Not thread-safe. */
final class SessionMaker implements TokenStore {

    private final HandoffService handoffs;
    private @Nullable StoredRecord record;

    SessionMaker(HandoffKeys keys, Instant now) {
        handoffs =
                HandoffService.builder().store(this).keys(keys).clock(() -> now).build();
    }

    /** A session's record, with its code and its phone's binding. */
    record Made(StoredRecord record, Handoff code, @Nullable Binding binding) {}

    /** Makes a session without a phone. */
    Made started(String sessionId, Instant endsAt) {
        record = null;
        return made(handoffs.start(sessionId, endsAt).orElseThrow().handoff(), null);
    }

    /** Makes a session that is in progress. */
    Made claimed(String sessionId, Instant endsAt) {
        Handoff code = started(sessionId, endsAt).code();
        return made(code, Phones.consume(handoffs, code));
    }

    /** Makes a session that succeeded. */
    Made finished(String sessionId, Instant endsAt) {
        Made claimed = claimed(sessionId, endsAt);
        Binding binding = claimed.binding();
        if (binding != null) {
            handoffs.finish(binding, Outcome.succeeded()).orElseThrow();
        }
        return made(claimed.code(), binding);
    }

    private Made made(Handoff code, @Nullable Binding binding) {
        return new Made(find("").orElseThrow(), code, binding);
    }

    @Override
    public boolean insert(StoredRecord first) {
        record = first;
        return true;
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        return Optional.ofNullable(record);
    }

    @Override
    public boolean replace(StoredRecord expected, StoredRecord next) {
        if (record == null || !expected.stamp().equals(record.stamp())) {
            return false;
        }
        record = next;
        return true;
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        throw new UnsupportedOperationException();
    }
}
