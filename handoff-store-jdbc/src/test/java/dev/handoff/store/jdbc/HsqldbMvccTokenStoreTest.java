package dev.handoff.store.jdbc;

import dev.handoff.spi.TokenStore;
import dev.handoff.testkit.TokenStoreContract;

class HsqldbMvccTokenStoreTest extends TokenStoreContract {

    @Override
    protected TokenStore createStore() {
        return new JdbcTokenStore(Databases.HSQLDB_MVCC.pool());
    }
}
