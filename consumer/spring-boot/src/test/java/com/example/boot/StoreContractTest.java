package com.example.boot;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handoff.spi.TokenStore;
import dev.handoff.store.memory.MemoryTokenStore;
import dev.handoff.testkit.store.TokenStoreContract;
import org.junit.jupiter.api.Test;

/** Runs the testkit's contract with the test frameworks of Spring Boot. */
class StoreContractTest extends TokenStoreContract {

    @Override
    protected TokenStore createStore() {
        return new MemoryTokenStore();
    }

    @Override
    protected int rounds() {
        return 1;
    }

    @Test
    void junit_version_isSpringBoots() {
        assertTrue(Test.class.getPackage().getImplementationVersion().startsWith("5.12."));
    }
}
