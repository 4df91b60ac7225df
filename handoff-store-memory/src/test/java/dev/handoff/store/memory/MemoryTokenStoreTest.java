package dev.handoff.store.memory;

import dev.handoff.spi.TokenStore;
import dev.handoff.testkit.store.TokenStoreContract;

class MemoryTokenStoreTest extends TokenStoreContract {

    @Override
    protected TokenStore createStore() {
        return new MemoryTokenStore();
    }
}
