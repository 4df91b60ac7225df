package dev.handoff.testkit.store;

import dev.handoff.spi.TokenStore;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Proves that a store keeps its promises. Extend this class, return your store from {@code createStore()}, and run it
 * with JUnit Jupiter.
 *
 * <pre>{@code
 * class MyTokenStoreTest extends TokenStoreContract {
 *     @Override
 *     protected TokenStore createStore() {
 *         return new MyTokenStore(…); // a new object on the same data, each time
 *     }
 * }
 * }</pre>
 *
 * <p>Each group of tests is a promise, and the name of each test says what a store must do. The last four groups call
 * the library on the store; the other groups call the store directly.
 *
 * <p>The store need not be empty, but the tests may purge every record in it. The tests run one after another, even if
 * JUnit runs other tests in parallel. No other test may write to the same data at the same time.
 */
@Execution(ExecutionMode.SAME_THREAD)
public abstract class TokenStoreContract {

    /** For subclasses. */
    protected TokenStoreContract() {}

    /**
     * Returns the store under test; called several times in a test. The store need not be empty. If the data outlives
     * the object or several processes share it, return a new object on the same data each time: the contract then uses
     * two objects like two processes, which reveals caches and locks that belong to one object.
     */
    protected abstract TokenStore createStore();

    /**
     * Returns a store whose engine does not answer, for instance at a port without a server, or with a closed pool.
     * Returns null, the default, if the store has no engine; then the exceptions of the store stay unproven.
     */
    protected @Nullable TokenStore createUnreachableStore() {
        return null;
    }

    /**
     * Returns a store on the same data whose connection to the engine breaks when these losses say so and then works
     * again, for instance with a wrapped client or a proxy. Returns null, the default, if there is no connection; then
     * it stays unproven whether the store reports the right effect of a write whose request or answer got lost.
     */
    protected @Nullable TokenStore createStoreThatSuffers(Losses losses) {
        return null;
    }

    /**
     * Returns how a second process opens the store on the same data. Returns null, the default, if only one process can
     * use the data; for other stores it then stays unproven whether processes see each other's writes and locks.
     */
    protected @Nullable SecondProcess secondProcess() {
        return null;
    }

    /**
     * Returns whether all objects that {@link #createStore()} returns must find each other's records. They must if
     * there is a {@link #secondProcess()}. Otherwise, by default, the contract checks whether they do: if they find any
     * record of each other, they must find every record at once; if they find none, the tests use one object, and a
     * skipped test says what stays unproven. Return true to make this a failure.
     */
    protected boolean mustShareData() {
        return false;
    }

    /**
     * Returns whether the store forgets records automatically, some time after their sessions ended, and purges
     * nothing. If true, the tests in which a purge must delete are skipped, and a purge must return 0. All records that
     * the tests then expect to find end in the year 2100.
     */
    protected boolean forgetsByItself() {
        return false;
    }

    /**
     * Returns whether the engine's driver, like that of HSQLDB, drops an interrupt that arrives during a statement, so
     * that no store can keep the interrupt. If true, the contract does not check such interrupts. The answer of the
     * store must still be true, and a thread that was interrupted before the call must be interrupted after the call.
     */
    protected boolean dropsInterrupts() {
        return false;
    }

    /**
     * Returns the largest number of rounds of a race; each round may take 2 ms. Some races have fewer rounds. A store
     * that takes milliseconds per write plays fewer rounds, so run it once with a larger number. The default is the
     * system property {@code handoff.rounds}, or 200.
     */
    protected int rounds() {
        return Integer.getInteger("handoff.rounds", 200);
    }

    final int fewRounds() {
        return Math.max(1, rounds() / 4);
    }

    /** Returns the longest time of a race, in which a slow store plays fewer rounds. */
    final Duration longest() {
        return Duration.ofMillis(Math.max(50, 2L * rounds()));
    }

    /** Returns a number above the usual size limits of caches: 140,000 by default. */
    final int manyRecords() {
        return rounds() * 700;
    }

    @Nested
    @DisplayName("insert adds a record if its key has no record")
    class Insert extends InsertTests {}

    @Nested
    @DisplayName("find returns what was written last")
    class Find extends FindTests {}

    @Nested
    @DisplayName("replace writes if the stored record has the expected stamp")
    class Replace extends ReplaceTests {}

    @Nested
    @DisplayName("purge deletes the records that ended before the instant, and no other")
    class Purge extends PurgeTests {}

    @Nested
    @DisplayName("keys and stamps are compared whole")
    class Stamps extends StampTests {}

    @Nested
    @DisplayName("find returns a record unchanged, to the last space and millisecond")
    class Content extends ContentTests {}

    @Nested
    @DisplayName("one of many concurrent writes of a record returns true")
    class RaceForOne extends RaceForOneTests {}

    @Nested
    @DisplayName("a purge at the same moment deletes each ended record once")
    class RaceWithPurge extends RaceWithPurgeTests {}

    @Nested
    @DisplayName("a record is read and written whole")
    class WholeWrite extends WholeWriteTests {}

    @Nested
    @DisplayName("the store works for many records and many calls")
    class Endurance extends EnduranceTests {}

    @Nested
    @DisplayName("trouble is an exception and never an answer")
    class Trouble extends TroubleTests {}

    @Nested
    @DisplayName("processes see each other's writes and locks")
    class TwoProcesses extends TwoProcessTests {}

    @Nested
    @DisplayName("the promises of the library hold, first of all one session, one phone")
    class Promises extends PromiseTests {}

    @Nested
    @DisplayName("a lost answer locks out no page and no phone")
    class LostAnswers extends LostAnswerTests {}

    @Nested
    @DisplayName("the promises of the library hold for many calls at once")
    class PromiseRaces extends PromiseRaceTests {}

    @Nested
    @DisplayName("the promises of the library hold for unstored sessions")
    class Unstored extends UnstoredTests {}
}
