package dev.handoff.model;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store of one session, whose record can be put back to what it was. Loses an answer or lets a rival in on cue. */
final class OneSessionStore implements TokenStore {

    /** What becomes of the first write. */
    enum Loss {
        NONE,
        /** Nothing is written, which is known. */
        FAILED,
        /** Nothing is written, which is not known. */
        VANISHED,
        /** It is written, which is not known. */
        UNTOLD,
        /** It is written, which is not known, and the look fails, too. */
        UNTOLD_BLIND,
        /** It is written, and denied. */
        DENIED
    }

    @Nullable
    StoredRecord record;

    int calls;
    private Loss loss = Loss.NONE;
    private boolean blind;
    private int rivalAt = -1;
    private Runnable rival = () -> {};

    /** Nothing is staged any more, and nothing counted yet. */
    void calm() {
        calls = 0;
        loss = Loss.NONE;
        blind = false;
        rivalAt = -1;
    }

    void lose(Loss first) {
        loss = first;
    }

    /** The rival acts before the call with this number, from 0. */
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
        if (blind) {
            blind = false;
            throw new TokenStoreException(Effect.NONE, true, "staged: blind");
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
            case VANISHED, UNTOLD, UNTOLD_BLIND -> {
                blind = staged == Loss.UNTOLD_BLIND;
                throw new TokenStoreException(Effect.UNKNOWN, true, "staged: unknown");
            }
            case NONE, DENIED -> {}
        }
        return allowed && staged != Loss.DENIED;
    }
}
