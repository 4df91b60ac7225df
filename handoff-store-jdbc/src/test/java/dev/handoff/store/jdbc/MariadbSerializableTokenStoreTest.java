package dev.handoff.store.jdbc;

import dev.handoff.spi.TokenStore;
import dev.handoff.testkit.TokenStoreContract;

/** Where conflicts are serialization failures, and where every statement needs its commit. */
class MariadbSerializableTokenStoreTest extends TokenStoreContract {

    @Override
    protected TokenStore createStore() {
        return new JdbcTokenStore(Databases.MARIADB_SERIALIZABLE.pool());
    }

    @Override
    protected int rounds() {
        return 100;
    }
}
