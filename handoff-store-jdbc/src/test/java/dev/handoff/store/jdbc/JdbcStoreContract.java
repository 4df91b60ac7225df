package dev.handoff.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.spi.TokenStore;
import dev.handoff.testkit.store.TokenStoreContract;
import org.jspecify.annotations.Nullable;

/** The contract on one of the databases. */
abstract class JdbcStoreContract extends TokenStoreContract {

    private final Databases database;

    JdbcStoreContract(Databases database) {
        this.database = database;
    }

    @Override
    protected TokenStore createStore() {
        return new JdbcTokenStore(database.pool());
    }

    @Override
    protected @Nullable TokenStore createUnreachableStore() {
        HikariDataSource closed = database.open();
        closed.close();
        return new JdbcTokenStore(closed);
    }

    @Override
    protected boolean mustShareData() {
        return true;
    }
}
