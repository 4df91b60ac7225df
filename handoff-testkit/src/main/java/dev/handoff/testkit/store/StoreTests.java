package dev.handoff.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** What every group of the contract needs: the store under test. */
@ExtendWith(StoreTests.Enclosing.class)
abstract class StoreTests {

    /** Sessions that ended before this are purged; it lies long before the end of most records. */
    static final Instant BOUND = Instant.ofEpochMilli(10_000);

    static final Instant JUST_BEFORE = BOUND.minusMillis(1);

    private static final int MOST_BATCHES = 1_000;

    /** The contract whose group this is. */
    TokenStoreContract contract;

    /** The store that this test asks. */
    TokenStore store;

    @BeforeEach
    final void takeStore(TokenStoreContract enclosing) {
        contract = enclosing;
        store = enclosing.createStore();
    }

    /** The contract's own instance around the test, with whatever the subclass has set up in it. */
    static final class Enclosing implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == TokenStoreContract.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRequiredTestInstances()
                    .findInstance(TokenStoreContract.class)
                    .orElseThrow();
        }
    }

    /** Another object on the same data, as another process has it; the same one where objects share no data. */
    final TokenStore anotherStore() {
        TokenStore other = contract.createStore();
        if (isSharedWith(other)) {
            return other;
        }
        assertThat(contract.mustShareData() || contract.secondProcess() != null)
                .as("a record that one store inserted is not there for another: where stores share their data, a write"
                        + " is visible everywhere once it returned (look for buffers, open transactions, replicas)")
                .isFalse();
        return store;
    }

    /** Whether any of the two sees anything of the other: then all has to be seen, and at once. */
    private boolean isSharedWith(TokenStore other) {
        StoredRecord forth = StoreAssertions.insert(store, TestRecords.opened());
        StoredRecord back = StoreAssertions.insert(other, TestRecords.opened());
        return other.find(forth.key()).isPresent() || store.find(back.key()).isPresent();
    }

    final List<TokenStore> twoStores() {
        return List.of(store, anotherStore());
    }

    /** Two objects, each in both parts; one in both where objects share no data. */
    final void eachWay(BiConsumer<TokenStore, TokenStore> test) {
        TokenStore other = anotherStore();
        test.accept(store, other);
        if (other != store) {
            test.accept(other, store);
        }
    }

    /** For what only a purge can show. */
    final void assumePurges() {
        assumeFalse(
                contract.forgetsByItself(),
                "the store forgets by itself, so that nobody can ask it to delete a record");
        purgeWhatOtherTestsLeft();
    }

    /** A store that forgets by itself may have forgotten what ended before the test. */
    final List<Instant> endsOfWhatIsOver() {
        return contract.forgetsByItself()
                ? List.of(TestRecords.NOON)
                : List.of(Instant.EPOCH, JUST_BEFORE, Instant.parse("2025-03-01T12:00:00Z"), TestRecords.NOON);
    }

    /** Records of earlier tests would be counted, and would slow down a store that looks at each. */
    final void purgeWhatOtherTestsLeft() {
        purgeAll(() -> store.purge(StoredRecord.LATEST_END, 10_000));
    }

    /** Purges until nothing is deleted any more; a store that never says so is caught by the tests of purging. */
    static void purgeAll(IntSupplier batch) {
        int batches = 0;
        while (batch.getAsInt() > 0 && batches < MOST_BATCHES) {
            batches++;
        }
    }

    /** Rounds of a race: so many, or as many as a slow store plays in the time that a race has. */
    final void inRounds(int most, Runnable round) {
        long start = System.nanoTime();
        for (int i = 0; i < most && isTimeLeft(start); i++) {
            round.run();
        }
    }

    final boolean isTimeLeft(long start) {
        return isTimeLeft(start, 1);
    }

    /** For so many times as long as a race usually goes on. */
    final boolean isTimeLeft(long start, int times) {
        return System.nanoTime() - start < times * contract.longest().toNanos();
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
