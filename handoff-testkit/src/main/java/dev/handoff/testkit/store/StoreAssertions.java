package dev.handoff.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import java.util.Optional;

/**
 * What the groups ask a store for, and what has to be true then. A store may answer false where it lost a race and has
 * written nothing, or not know what became of a write, so whoever expects true asks again; but only where the record
 * shows that nothing was written.
 */
final class StoreAssertions {

    /** As often as core asks. */
    private static final int MOST_ATTEMPTS = 32;

    private StoreAssertions() {}

    /** Inserts under a key that has no record, and expects true. */
    static StoredRecord insert(TokenStore store, StoredRecord record) {
        boolean mayBeWritten = false;
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            WriteResult told = WriteResult.of(() -> store.insert(record));
            mayBeWritten |= told == WriteResult.UNKNOWN;
            if (told == WriteResult.YES || (mayBeWritten && isStored(store, record))) {
                return record;
            }
            assertThat(look(store, record.key()))
                    .as("insert answered false for a key that had no record; false means that nothing was written")
                    .isEmpty();
        }
        throw new AssertionError("insert answers true for a key that has no record, at the latest when asked "
                + MOST_ATTEMPTS + " times in a row");
    }

    /** Replaces where the stored record bears the expected stamp, and expects true. */
    static StoredRecord replace(TokenStore store, StoredRecord expected, StoredRecord next) {
        boolean mayBeWritten = false;
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            WriteResult told = WriteResult.of(() -> store.replace(expected, next));
            mayBeWritten |= told == WriteResult.UNKNOWN;
            if (told == WriteResult.YES || (mayBeWritten && isStored(store, next))) {
                return next;
            }
            assertThat(look(store, expected.key()).map(StoredRecord::stamp))
                    .as("replace answered false; false means that nothing was written")
                    .contains(expected.stamp());
        }
        throw new AssertionError("replace answers true where the stored record bears the expected stamp, whatever else "
                + "it holds, at the latest when asked " + MOST_ATTEMPTS + " times in a row");
    }

    private static boolean isStored(TokenStore store, StoredRecord record) {
        return look(store, record.key()).filter(record::equals).isPresent();
    }

    /** As find, in the midst of a race: a store that can't tell then may be asked again. */
    static Optional<StoredRecord> look(TokenStore store, String key) {
        for (int attempt = 1; ; attempt++) {
            try {
                return store.find(key);
            } catch (TokenStoreException e) {
                if (!e.isRetryable() || attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** What the store has under a record's key is this record in every part, or the promise is broken. */
    static void assertKept(TokenStore store, StoredRecord expected, String promise) {
        Optional<StoredRecord> found = store.find(expected.key());
        assertThat(found).as(promise + "; find has nothing under the key").isPresent();
        assertSame(expected, found.orElseThrow(), promise);
    }

    static void assertSame(StoredRecord expected, StoredRecord found, String promise) {
        // comparing first is cheap, and the descriptions are not
        if (!expected.equals(found)) {
            assertThat(partsOf(found)).as(promise).isEqualTo(partsOf(expected));
            throw new AssertionError(promise + "; the records have the same parts but are not equal");
        }
    }

    static void assertGone(TokenStore store, StoredRecord record, String promise) {
        assertThat(store.find(record.key())).as(promise).isEmpty();
    }

    /** A record's own text hides what the tests have to tell apart. */
    private static String partsOf(StoredRecord record) {
        return "key " + record.key() + "\nstamp " + record.stamp() + "\nend "
                + record.endsAt().toEpochMilli() + "\nbody [" + record.body() + "]";
    }
}
