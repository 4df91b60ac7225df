package dev.handoff;

import dev.handoff.spi.JoinedTokenStore;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sessions in a store that is distrusted: what nobody of this library wrote is an error, never an answer, and what
 * became of a write is looked up where the store does not know it. Thread-safe.
 */
final class SealedStore {

    private final TokenStore store;
    private final RecordSeal seal;
    private final Notifier notifier;

    SealedStore(TokenStore store, RecordSeal seal, Notifier notifier) {
        this.store = store;
        this.seal = seal;
        this.notifier = notifier;
    }

    /** What became of a write. */
    enum Outcome {
        WRITTEN,
        /** It is stored, though the store was not sure of it. */
        FOUND,
        /** Nothing was written: the record is another by now. */
        OVERTAKEN
    }

    /** The session with this key, null if it has no record. */
    @Nullable
    StoredSession find(String key) {
        try {
            StoredRecord found = Objects.requireNonNull(store.find(key), "the store returned null")
                    .orElse(null);
            if (found != null && !found.key().equals(key)) {
                throw RecordSeal.refused(key, "the store answered with another session's");
            }
            return found == null ? null : seal.open(found);
        } catch (TokenStoreException trouble) {
            notifier.warn(trouble);
            throw trouble;
        }
    }

    /** Writes in the place of what is expected, or as the first record where that has none. */
    Outcome write(@Nullable StoredSession expected, StoredRecord next) {
        try {
            boolean isWritten = (expected == null || !expected.isStored())
                    ? store.insert(next)
                    : store.replace(expected.record(), next);
            return isWritten ? Outcome.WRITTEN : Outcome.OVERTAKEN;
        } catch (TokenStoreException failed) {
            if (failed.effect() == Effect.UNKNOWN && isStored(next, failed)) {
                return Outcome.FOUND;
            }
            throw failed;
        }
    }

    /** Looks once. Not inside a transaction of the host's: that is of no use any more. */
    private boolean isStored(StoredRecord next, TokenStoreException failed) {
        if (store instanceof JoinedTokenStore) {
            return false;
        }
        try {
            return store.find(next.key()).filter(next::equals).isPresent();
        } catch (TokenStoreException blind) {
            if (blind != failed) {
                failed.addSuppressed(blind);
            }
            return false;
        }
    }
}
