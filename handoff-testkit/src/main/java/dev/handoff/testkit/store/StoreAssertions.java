package dev.handoff.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import java.util.Optional;

/**
 * Calls to a store, and assertions about their results. A store may return false if it lost a race and has written
 * nothing, and the effect of a write may be unknown. So the calls that expect true are repeated, but only if the record
 * shows that nothing was written.
 */
final class StoreAssertions {

    /** The number of attempts that the library makes. */
    private static final int MOST_ATTEMPTS = 32;

    private StoreAssertions() {}

    /** Inserts a record under a key that has no record, and checks that insert returns true. */
    static StoredRecord insert(TokenStore store, StoredRecord record) {
        boolean mayBeWritten = false;
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            WriteResult result = WriteResult.of(() -> store.insert(record));
            mayBeWritten |= result == WriteResult.UNKNOWN;
            if (result == WriteResult.YES || (mayBeWritten && isStored(store, record))) {
                return record;
            }
            assertThat(look(store, record.key()))
                    .as("insert returned false for a key that had no record, so it must not have written anything")
                    .isEmpty();
        }
        throw new AssertionError("insert must return true for a key that has no record, but returned false "
                + MOST_ATTEMPTS + " times in a row (look for a record of this key that find does not return)");
    }

    /** Replaces a record that has the expected stamp, and checks that replace returns true. */
    static StoredRecord replace(TokenStore store, StoredRecord expected, StoredRecord next) {
        boolean mayBeWritten = false;
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            WriteResult result = WriteResult.of(() -> store.replace(expected, next));
            mayBeWritten |= result == WriteResult.UNKNOWN;
            if (result == WriteResult.YES || (mayBeWritten && isStored(store, next))) {
                return next;
            }
            assertThat(look(store, expected.key()).map(StoredRecord::stamp))
                    .as("replace returned false, so the stored record must still have the expected stamp")
                    .contains(expected.stamp());
        }
        throw new AssertionError(
                "replace must return true if the stored record has the expected stamp, whatever its body is, but"
                        + " returned false " + MOST_ATTEMPTS + " times in a row (look for other conditions, such as"
                        + " the body or a version)");
    }

    private static boolean isStored(TokenStore store, StoredRecord record) {
        return look(store, record.key()).filter(record::equals).isPresent();
    }

    /** Calls find during a race; repeats the call after a retryable exception. */
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

    /** Checks that the store returns this record, with every part unchanged. */
    static void assertKept(TokenStore store, StoredRecord expected, String promise) {
        Optional<StoredRecord> found = store.find(expected.key());
        assertThat(found).as(promise + "; find returned no record for the key").isPresent();
        assertSame(expected, found.orElseThrow(), promise);
    }

    static void assertSame(StoredRecord expected, StoredRecord found, String promise) {
        // comparing records is much faster than comparing their descriptions
        if (!expected.equals(found)) {
            assertThat(partsOf(found)).as(promise).isEqualTo(partsOf(expected));
            throw new AssertionError(promise + "; the records have the same parts, but equals() returned false");
        }
    }

    static void assertGone(TokenStore store, StoredRecord record, String promise) {
        assertThat(store.find(record.key())).as(promise).isEmpty();
    }

    /** Returns every part of a record, because its toString() hides some of them. */
    private static String partsOf(StoredRecord record) {
        return "key " + record.key() + "\nstamp " + record.stamp() + "\nend "
                + record.endsAt().toEpochMilli() + "\nbody [" + record.body() + "]";
    }
}
