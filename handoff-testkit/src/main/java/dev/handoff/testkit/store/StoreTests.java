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

/** The base of every group of the contract: the store under test. */
@ExtendWith(StoreTests.Enclosing.class)
abstract class StoreTests {

    /** The instant that most purges take; most records end much later. */
    static final Instant BOUND = Instant.ofEpochMilli(10_000);

    static final Instant JUST_BEFORE = BOUND.minusMillis(1);

    private static final int MOST_BATCHES = 1_000;

    /** The contract that this group belongs to. */
    TokenStoreContract contract;

    /** The store under test. */
    TokenStore store;

    @BeforeEach
    final void takeStore(TokenStoreContract enclosing) {
        contract = enclosing;
        store = enclosing.createStore();
    }

    /** Passes the instance of the contract that encloses the test, with the fields that the subclass has set. */
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

    /** Returns another object on the same data, as another process has it; the same object if objects share no data. */
    final TokenStore anotherStore() {
        TokenStore other = contract.createStore();
        if (isSharedWith(other)) {
            return other;
        }
        assertThat(contract.mustShareData() || contract.secondProcess() != null)
                .as("whether the objects of createStore() must share data; a record of one object was not visible"
                        + " to the other when the write returned (look for buffers, open transactions, replicas)")
                .isFalse();
        return store;
    }

    /** Returns whether one of the objects finds a record of the other; then all writes must be visible at once. */
    private boolean isSharedWith(TokenStore other) {
        StoredRecord forth = StoreAssertions.insert(store, TestRecords.opened());
        StoredRecord back = StoreAssertions.insert(other, TestRecords.opened());
        return other.find(forth.key()).isPresent() || store.find(back.key()).isPresent();
    }

    final List<TokenStore> twoStores() {
        return List.of(store, anotherStore());
    }

    /** Runs the test with two objects in both orders, or with one object twice if objects share no data. */
    final void eachWay(BiConsumer<TokenStore, TokenStore> test) {
        TokenStore other = anotherStore();
        test.accept(store, other);
        if (other != store) {
            test.accept(other, store);
        }
    }

    /** Skips the test if purge deletes nothing. */
    final void assumePurges() {
        assumeFalse(
                contract.forgetsByItself(), "The store forgets records automatically, so that purge deletes nothing.");
        purgeWhatOtherTestsLeft();
    }

    /** Returns ends that have passed; a store that forgets automatically may have forgotten records that ended. */
    final List<Instant> endsOfWhatIsOver() {
        return contract.forgetsByItself()
                ? List.of(TestRecords.NOON)
                : List.of(Instant.EPOCH, JUST_BEFORE, Instant.parse("2025-03-01T12:00:00Z"), TestRecords.NOON);
    }

    /** Purges the records of earlier tests, which purge would count, and which make some stores slow. */
    final void purgeWhatOtherTestsLeft() {
        purgeAll(() -> store.purge(StoredRecord.LATEST_END, 10_000));
    }

    /** Purges until purge returns 0; other tests find a store that never returns 0. */
    static void purgeAll(IntSupplier batch) {
        int batches = 0;
        while (batch.getAsInt() > 0 && batches < MOST_BATCHES) {
            batches++;
        }
    }

    /** Repeats a race for this number of rounds, or until its time is over. */
    final void inRounds(int most, Runnable round) {
        long start = System.nanoTime();
        for (int i = 0; i < most && isTimeLeft(start); i++) {
            round.run();
        }
    }

    final boolean isTimeLeft(long start) {
        return isTimeLeft(start, 1);
    }

    /** Returns whether a multiple of the usual time of a race has not passed yet. */
    final boolean isTimeLeft(long start, int times) {
        return System.nanoTime() - start < times * contract.longest().toNanos();
    }

    /** Runs an action while the process has another default time zone. */
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
