package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStore;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** What a subclass says of its store, and what every part of the contract needs of it. */
abstract class StoreUnderTest {

    private static final Instant END_OF_1970 = Instant.parse("1971-01-01T00:00:00Z");
    private static final int MOST_BATCHES = 1_000;

    /** The store that this test asks. */
    TokenStore store;

    /**
     * The store under test, asked for more than once in a test. It need not be empty. Where a store's data outlives the
     * object or is shared by processes, return a new object on the same data each time: the contract then plays two
     * processes, which shows caches and locks that only one of them knows.
     */
    protected abstract TokenStore createStore();

    /**
     * The store with an engine that does not answer: a port on which nobody listens, a pool that is closed. Null, the
     * default, where there is no engine to lose; then it stays unproven what the store says of trouble.
     */
    protected @Nullable TokenStore createUnreachableStore() {
        return null;
    }

    /**
     * Whether all stores that {@link #createStore()} returns must see each other's records. By default the contract
     * finds out whether they do, and where they don't, lets one store play both processes. Answer true to make it a
     * failure that they don't.
     */
    protected boolean mustShareData() {
        return false;
    }

    /** How many rounds a race has; some have a fraction of it. */
    protected int rounds() {
        return 200;
    }

    @BeforeEach
    final void takeStore() {
        store = createStore();
    }

    /** The store as another process has it. */
    final TokenStore storeOfAnotherProcess() {
        TokenStore other = createStore();
        HandoffRecord probe = Samples.opened();
        store.insert(probe);
        if (other.find(probe.sessionKey()).isPresent()) {
            return other;
        }
        assertThat(mustShareData())
                .as(
                        "a record that one store inserted is not there for another: where stores share their data, a write"
                                + " is visible everywhere once it returned (look for buffers, transactions left open, replicas)")
                .isFalse();
        return store;
    }

    /** Tests of purging count in times long past, which other tests may have left something in. */
    final void purgeWhatOtherTestsLeft() {
        purgeAll(() -> store.purge(END_OF_1970, 1_000));
    }

    /** Purges until nothing goes any more; a store that never says so is found out by the tests of purging. */
    static void purgeAll(IntSupplier batch) {
        int batches = 0;
        while (batch.getAsInt() > 0 && batches < MOST_BATCHES) {
            batches++;
        }
    }

    /** What the store has under a record's key is this record in every part, or the promise is broken. */
    static void assertKept(TokenStore asked, HandoffRecord expected, String promise) {
        Optional<HandoffRecord> found = asked.find(expected.sessionKey());
        assertThat(found).as(promise + "; find has nothing under the key").isPresent();
        assertThat(RecordParts.differences(expected, found.orElseThrow()))
                .as(promise)
                .isEmpty();
    }
}
