package dev.handoff.testkit;

import dev.handoff.spi.TokenStore;
import dev.handoff.store.memory.MemoryTokenStore;

class MemoryTokenStoreTest extends TokenStoreContract {

    @Override
    protected TokenStore createStore() {
        return new MemoryTokenStore();
    }
}
