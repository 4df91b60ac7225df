package dev.handoff.testkit;

/**
 * Proves a store: extend it, return your store from {@code createStore()}, and run it with JUnit Jupiter.
 *
 * <pre>{@code
 * class MyTokenStoreTest extends TokenStoreContract {
 *     @Override
 *     protected TokenStore createStore() {
 *         return new MyTokenStore(…);
 *     }
 * }
 * }</pre>
 *
 * <p>It asks the store's four questions one by one, plays the library's promises with rivals staged at the worst moment
 * and with answers that get lost, counts the calls that each operation makes, and races real threads for hundreds of
 * rounds. The store need not be empty, but it is a store for tests: records that end before a time to come are purged.
 */
public abstract class TokenStoreContract extends StoreCallBudgets {

    /** For subclasses. */
    protected TokenStoreContract() {}
}
