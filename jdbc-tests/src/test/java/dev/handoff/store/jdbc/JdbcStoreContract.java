package dev.handoff.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.spi.TokenStore;
import dev.handoff.testkit.store.Losses;
import dev.handoff.testkit.store.SecondProcess;
import dev.handoff.testkit.store.TokenStoreContract;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The store contract on one of the databases. */
abstract class JdbcStoreContract extends TokenStoreContract {

    private final Databases database;

    JdbcStoreContract(Databases database) {
        this.database = database;
    }

    @Override
    protected TokenStore createStore() {
        return database.store();
    }

    @Override
    protected @Nullable TokenStore createUnreachableStore() {
        HikariDataSource closed = database.open();
        closed.close();
        return database.store(closed);
    }

    @Override
    protected TokenStore createStoreThatSuffers(Losses losses) {
        return database.store(LosingDataSource.over(database.pool(), losses));
    }

    @Override
    protected @Nullable SecondProcess secondProcess() {
        return database.isServer() ? new SecondProcess(Opener.class, database.address()) : null;
    }

    /** Opens the store in the process that the contract starts. */
    private static final class Opener implements Function<String, TokenStore> {
        @Override
        public TokenStore apply(String address) {
            return new JdbcTokenStore(Databases.open(address)).withOwnConnections();
        }
    }

    /**
     * Returns enough rounds to show the differences between databases, and fewer for a database with other settings.
     * The kit's own tests run all rounds; {@code -Dhandoff.rounds=200} runs them here.
     */
    @Override
    protected int rounds() {
        return Integer.getInteger("handoff.rounds", database.isSecondWay() ? 10 : 40);
    }

    @Override
    protected boolean mustShareData() {
        return true;
    }
}
