package dev.handoff.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.Limits;
import dev.handoff.spi.TokenStore;
import java.util.TimeZone;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.BeforeEach;

/** What every group of the contract needs: the store under test. */
abstract class StoreTests {

    private static final int MOST_BATCHES = 1_000;

    final TokenStoreContract contract;

    /** The store that this test asks. */
    TokenStore store;

    StoreTests(TokenStoreContract contract) {
        this.contract = contract;
    }

    @BeforeEach
    final void takeStore() {
        store = contract.createStore();
    }

    /** Another object on the same data, as another process has it; the same one where objects share no data. */
    final TokenStore anotherStore() {
        TokenStore other = contract.createStore();
        HandoffRecord probe = StoreAssertions.insert(store, TestRecords.opened());
        if (other.find(probe.sessionKey()).isPresent()) {
            return other;
        }
        assertThat(contract.mustShareData())
                .as("a record that one store inserted is not there for another: where stores share their data, a write"
                        + " is visible everywhere once it returned (look for buffers, open transactions, replicas)")
                .isFalse();
        return store;
    }

    /** Records of earlier tests would be counted, and would slow down a store that looks at each. */
    final void purgeWhatOtherTestsLeft() {
        purgeAll(() -> store.purge(Limits.LATEST, 1_000));
    }

    /** Purges until nothing is deleted any more; a store that never says so is caught by the tests of purging. */
    static void purgeAll(IntSupplier batch) {
        int batches = 0;
        while (batch.getAsInt() > 0 && batches < MOST_BATCHES) {
            batches++;
        }
    }

    /** Does something while the whole process is in a time zone. */
    static void inZone(String zone, Runnable action) {
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone(zone));
            action.run();
        } finally {
            TimeZone.setDefault(before);
        }
    }
}
