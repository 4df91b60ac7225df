package dev.handoff.testkit.store;

import dev.handoff.spi.TokenStore;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Proves a store: extend it, return your store from {@code createStore()}, and run it with JUnit Jupiter.
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
 * <p>Each group of tests is a promise, and each test bears the name of what a store breaks if it fails. The last four
 * groups play the library on the store; the others ask the store alone.
 *
 * <p>The store need not be empty, but it is a store for tests: every record in it may be purged. Tests run one after
 * another, even where JUnit is set to run them in parallel, and no other test may write to the same data meanwhile.
 */
@Execution(ExecutionMode.SAME_THREAD)
public abstract class TokenStoreContract {

    /** For subclasses. */
    protected TokenStoreContract() {}

    /**
     * The store under test, asked for more than once in a test. It need not be empty. Where a store's data outlives the
     * object or is shared by processes, return a new object on the same data each time: the contract then lets two
     * objects act as two processes do, which shows caches and locks that only one of them knows.
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
     * A store on the same data, whose connection to the engine breaks when these losses say so, and works again after
     * that: a wrapped connection or client, a proxy. Null, the default, where there is no connection; then it stays
     * unproven whether the store tells the truth of a write whose request or answer got lost.
     */
    protected @Nullable TokenStore createStoreThatSuffers(Losses losses) {
        return null;
    }

    /**
     * How another process opens the store on the same data. Null, the default, where only one process can have the
     * data; for any other store it then stays unproven whether processes know of each other's writes and locks.
     */
    protected @Nullable SecondProcess secondProcess() {
        return null;
    }

    /**
     * Whether all stores that {@link #createStore()} returns must see each other's records. Where there is a
     * {@link #secondProcess()}, they must. Else the contract finds out whether they do, by default: where they see
     * anything of each other, they have to see all of it at once; where they don't, one store is used only, and a
     * skipped test says what stays unproven. Answer true to make it a failure that they don't.
     */
    protected boolean mustShareData() {
        return false;
    }

    /**
     * Whether the store forgets records by itself, some time after their sessions ended, and purges nothing. Answer
     * true and the tests in which a purge must delete are skipped; instead a purge must answer 0. Everything in the
     * tests that such a store is asked for ends in the year 2100.
     */
    protected boolean forgetsByItself() {
        return false;
    }

    /**
     * Whether the engine's own driver drops an interrupt that comes in the midst of a statement, so that no store over
     * it can keep it, as HSQLDB's does. Answer true and the contract does not ask for it; what the store answers must
     * be the truth all the same, and a thread that was interrupted before the call must still be so behind it.
     */
    protected boolean dropsInterrupts() {
        return false;
    }

    /**
     * How many rounds a race has at most, and so how long it takes: 2 ms each. Some races have a fraction of them. By
     * default 200, or what the system property {@code handoff.rounds} says.
     */
    protected int rounds() {
        return Integer.getInteger("handoff.rounds", 200);
    }

    final int fewRounds() {
        return Math.max(1, rounds() / 4);
    }

    /** How long a race goes on at most, whatever its rounds: a slow store plays fewer. */
    final Duration longest() {
        return Duration.ofMillis(Math.max(50, 2L * rounds()));
    }

    /** More than the bounds that caches usually have: 140,000 for the usual number of rounds. */
    final int manyRecords() {
        return rounds() * 700;
    }

    @Nested
    @DisplayName("insert adds a record if its key has none")
    class Insert extends InsertTests {}

    @Nested
    @DisplayName("find answers what was written last")
    class Find extends FindTests {}

    @Nested
    @DisplayName("replace writes if the stored record bears the stamp")
    class Replace extends ReplaceTests {}

    @Nested
    @DisplayName("purge deletes what ended before the instant, and nothing else")
    class Purge extends PurgeTests {}

    @Nested
    @DisplayName("keys and stamps are compared whole")
    class Stamps extends StampTests {}

    @Nested
    @DisplayName("a record comes back equal, to the last space and millisecond")
    class Content extends ContentTests {}

    @Nested
    @DisplayName("of many that write one record, one is told true")
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
    @DisplayName("trouble is an exception, never an answer")
    class Trouble extends TroubleTests {}

    @Nested
    @DisplayName("processes know of each other's writes and locks")
    class TwoProcesses extends TwoProcessTests {}

    @Nested
    @DisplayName("one session, one phone, and whatever else the library promises")
    class Promises extends PromiseTests {}

    @Nested
    @DisplayName("a reply that got lost locks nobody out")
    class LostAnswers extends LostAnswerTests {}

    @Nested
    @DisplayName("the library's promises hold for many at once")
    class PromiseRaces extends PromiseRaceTests {}

    @Nested
    @DisplayName("the library's promises hold for a session that is not stored until a phone comes")
    class Unstored extends UnstoredTests {}
}
