package dev.handoff.testkit.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.TokenStore;
import dev.handoff.store.memory.MemoryTokenStore;
import dev.handoff.testkit.store.TokenStoreContract;
import org.junit.jupiter.api.Test;

/** The contract as the author of a store runs it. */
class StoreContractTest extends TokenStoreContract {

    @Override
    protected TokenStore createStore() {
        return new MemoryTokenStore();
    }

    /** Few rounds, because the module of the memory store runs all of them. */
    @Override
    protected int rounds() {
        return 10;
    }

    @Test
    void junit_ofThisModule_isTheOldestSupportedVersion() {
        assertThat(Test.class.getPackage().getImplementationVersion()).startsWith("5.12.");
    }
}
