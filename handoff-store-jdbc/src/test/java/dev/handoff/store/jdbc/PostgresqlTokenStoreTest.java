package dev.handoff.store.jdbc;

import dev.handoff.spi.TokenStore;
import dev.handoff.testkit.TokenStoreContract;

class PostgresqlTokenStoreTest extends TokenStoreContract {

    @Override
    protected TokenStore createStore() {
        return new JdbcTokenStore(Databases.POSTGRESQL.pool());
    }
}
