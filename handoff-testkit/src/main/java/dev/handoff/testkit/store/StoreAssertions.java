package dev.handoff.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStore;
import java.util.Optional;

/**
 * What the groups ask a store for, and what has to be true then. A store may answer false where it lost a race and has
 * written nothing, so whoever expects true asks again; but only where the record shows that nothing was written.
 */
final class StoreAssertions {

    /** As often as core asks. */
    private static final int MOST_ATTEMPTS = 32;

    private StoreAssertions() {}

    /** Inserts under a key that has no record, and expects true. */
    static HandoffRecord insert(TokenStore store, HandoffRecord record) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            if (store.insert(record)) {
                return record;
            }
            assertThat(store.find(record.sessionKey()))
                    .as("insert answered false for a key that had no record; false means that nothing was written")
                    .isEmpty();
        }
        throw new AssertionError("insert answers true for a key that has no record, at the latest when asked "
                + MOST_ATTEMPTS + " times in a row");
    }

    /** Replaces where the stored record bears the expected stamp, and expects true. */
    static HandoffRecord replace(TokenStore store, HandoffRecord expected, HandoffRecord next) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            if (store.replace(expected, next)) {
                return next;
            }
            Optional<HandoffRecord> found = store.find(expected.sessionKey());
            assertThat(found.map(HandoffRecord::stamp))
                    .as("replace answered false; false means that nothing was written")
                    .contains(expected.stamp());
        }
        throw new AssertionError("replace answers true where the stored record bears the expected stamp, whatever else "
                + "it holds, at the latest when asked " + MOST_ATTEMPTS + " times in a row");
    }

    /** What the store has under a record's key is this record in every part, or the promise is broken. */
    static void assertKept(TokenStore store, HandoffRecord expected, String promise) {
        Optional<HandoffRecord> found = store.find(expected.sessionKey());
        assertThat(found).as(promise + "; find has nothing under the key").isPresent();
        assertSame(expected, found.orElseThrow(), promise);
    }

    static void assertSame(HandoffRecord expected, HandoffRecord found, String promise) {
        // comparing first is cheap, and the descriptions are not
        if (!expected.equals(found)) {
            assertThat(RecordDifferences.between(expected, found)).as(promise).isEmpty();
            throw new AssertionError(promise + "; the records differ in a part that has no name here");
        }
    }

    static void assertGone(TokenStore store, HandoffRecord record, String promise) {
        assertThat(store.find(record.sessionKey())).as(promise).isEmpty();
    }
}
