package dev.handoff.store.jdbc;

import dev.handoff.spi.TokenStore;
import dev.handoff.testkit.TokenStoreContract;

/** Where serialization failures are the rule, and where every statement needs its commit. */
class SerializablePostgresTokenStoreTest extends TokenStoreContract {

    @Override
    protected TokenStore createStore() {
        return new JdbcTokenStore(Databases.serializablePostgres());
    }

    @Override
    protected int rounds() {
        return 100;
    }
}
