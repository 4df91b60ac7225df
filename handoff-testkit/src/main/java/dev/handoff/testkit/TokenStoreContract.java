package dev.handoff.testkit;

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
 * <p>It asks the store's four questions one by one, with odd keys, texts and instants, in many time zones and
 * languages; lets two stores on the same data stand for two processes; plays the library's promises with rivals staged
 * at the worst moment and with answers that get lost; and races real threads for hundreds of rounds. Each test bears
 * the name of the promise that a store breaks if it fails.
 *
 * <p>The store need not be empty, but it is a store for tests: every record in it may be purged. Tests run one after
 * another, even where JUnit is set to run them in parallel, and no other test may write to the same data meanwhile.
 */
@Execution(ExecutionMode.SAME_THREAD)
public abstract class TokenStoreContract extends HandoffRaces {

    /** For subclasses. */
    protected TokenStoreContract() {}
}
