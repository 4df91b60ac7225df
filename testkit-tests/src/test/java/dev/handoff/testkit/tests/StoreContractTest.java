package dev.handoff.testkit.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.TokenStore;
import dev.handoff.store.memory.MemoryTokenStore;
import dev.handoff.testkit.store.TokenStoreContract;
import org.junit.jupiter.api.Test;

/** The contract as a store author runs it. */
class StoreContractTest extends TokenStoreContract {

    @Override
    protected TokenStore createStore() {
        return new MemoryTokenStore();
    }

    /** A few: the store proves itself elsewhere. */
    @Override
    protected int rounds() {
        return 10;
    }

    @Test
    void junit_isTheOldestThatIsSupported() {
        assertThat(Test.class.getPackage().getImplementationVersion()).startsWith("5.12.");
    }
}
