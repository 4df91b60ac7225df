package dev.handoff;

import dev.handoff.spi.JoinedTokenStore;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes sessions in a store that is not trusted: a record that this library did not write causes an
 * exception. If the store does not know whether a write took effect, the record is read. Thread-safe.
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

    /** The effect of a write. */
    enum Outcome {
        WRITTEN,
        /** The session is stored, although the store was not sure. */
        FOUND,
        /** Nothing was written, because another caller wrote first. */
        OVERTAKEN
    }

    /** Returns the session with this key, or null if it has no record. */
    @Nullable
    StoredSession find(String key) {
        try {
            StoredRecord found = Objects.requireNonNull(store.find(key), "the store returned null")
                    .orElse(null);
            if (found != null && !found.key().equals(key)) {
                throw RecordSeal.refused(key, "the store returned the record of another session");
            }
            return found == null ? null : seal.open(found);
        } catch (TokenStoreException trouble) {
            notifier.logIfPermanent(trouble);
            throw trouble;
        }
    }

    /** Writes in the place of the expected session, or as the first record if there is no record to expect. */
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

    /**
     * Checks once whether the record is stored. Does not check in a transaction of the host, which can't be used any
     * more.
     */
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
