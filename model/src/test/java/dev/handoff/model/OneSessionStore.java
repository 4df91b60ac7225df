package dev.handoff.model;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store of one session, whose record can be restored. On request, one write fails, or a rival acts before a call. */
final class OneSessionStore implements TokenStore {

    /** The failure of the first write. The store reports the effect as known or as unknown. */
    enum Loss {
        NONE,
        /** The write did not happen, and the store reports this. */
        FAILED,
        /** The write did not happen, and the store reports an unknown effect. */
        VANISHED,
        /** The write happened, and the store reports an unknown effect. */
        UNREPORTED,
        /** The write happened, the store reports an unknown effect, and the next read fails. */
        UNREPORTED_UNREADABLE,
        /** The write happened, and the store returns false. */
        DENIED
    }

    @Nullable
    StoredRecord record;

    int calls;
    private Loss loss = Loss.NONE;
    private boolean unreadable;
    private int rivalAt = -1;
    private Runnable rival = () -> {};

    /** Forgets the requested failure and the rival, and counts from 0. */
    void reset() {
        calls = 0;
        loss = Loss.NONE;
        unreadable = false;
        rivalAt = -1;
    }

    void lose(Loss first) {
        loss = first;
    }

    /** Lets the rival act before the call with this number, counted from 0. */
    void letIn(Runnable other, int call) {
        rival = other;
        rivalAt = call;
    }

    boolean isRivalAwaited() {
        return rivalAt >= 0;
    }

    @Override
    public boolean insert(StoredRecord first) {
        beforeCall();
        return write(record == null, first);
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        beforeCall();
        if (unreadable) {
            unreadable = false;
            throw new TokenStoreException(Effect.NONE, true, "staged: unreadable");
        }
        return Optional.ofNullable(record);
    }

    @Override
    public boolean replace(StoredRecord expected, StoredRecord next) {
        beforeCall();
        return write(record != null && record.stamp().equals(expected.stamp()), next);
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        beforeCall();
        boolean purged = record != null && record.endsAt().isBefore(endedBefore);
        record = purged ? null : record;
        return purged ? 1 : 0;
    }

    private void beforeCall() {
        int call = calls++;
        if (call == rivalAt) {
            rivalAt = -1;
            Loss own = loss;
            loss = Loss.NONE;
            int counted = calls;
            rival.run();
            calls = counted;
            loss = own;
        }
    }

    private boolean write(boolean allowed, StoredRecord next) {
        Loss staged = allowed ? loss : Loss.NONE;
        loss = allowed ? Loss.NONE : loss;
        boolean lost = staged == Loss.FAILED || staged == Loss.VANISHED;
        record = allowed && !lost ? next : record;
        switch (staged) {
            case FAILED -> throw new TokenStoreException(Effect.NONE, true, "staged: failed");
            case VANISHED, UNREPORTED, UNREPORTED_UNREADABLE -> {
                unreadable = staged == Loss.UNREPORTED_UNREADABLE;
                throw new TokenStoreException(Effect.UNKNOWN, true, "staged: unknown");
            }
            case NONE, DENIED -> {}
        }
        return allowed && staged != Loss.DENIED;
    }
}
