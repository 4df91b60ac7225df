package dev.handoff.store.jdbc;

import dev.handoff.spi.TokenStore;
import dev.handoff.testkit.TokenStoreContract;

class SqliteTokenStoreTest extends TokenStoreContract {

    @Override
    protected TokenStore createStore() {
        return new JdbcTokenStore(Databases.SQLITE.pool());
    }
}
