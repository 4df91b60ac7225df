package dev.handoff.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.handoff.spi.TokenStore;
import dev.handoff.store.cassandra.CassandraTokenStore;
import dev.handoff.testkit.store.SecondProcess;
import dev.handoff.testkit.store.TokenStoreContract;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The contract on three nodes, each object of the store through another one. */
class CassandraTokenStoreTest extends TokenStoreContract {

    private static final AtomicInteger CREATED = new AtomicInteger();

    @Override
    protected TokenStore createStore() {
        return Clusters.store(CREATED.getAndIncrement());
    }

    @Override
    protected TokenStore createUnreachableStore() {
        CqlSession closed = Clusters.shared().session(0);
        CassandraTokenStore store = CassandraTokenStore.builder(closed).build();
        closed.close();
        return store;
    }

    @Override
    protected SecondProcess secondProcess() {
        return new SecondProcess(
                Opener.class, Integer.toString(Clusters.shared().clientPort()));
    }

    @Override
    protected boolean forgetsByItself() {
        return true;
    }

    @Override
    protected int rounds() {
        return Integer.getInteger("handoff.rounds", 10);
    }

    private static final class Opener implements Function<String, TokenStore> {
        @Override
        public TokenStore apply(String port) {
            return CassandraTokenStore.builder(CassandraCluster.session(
                            "127.0.0.3", Integer.parseInt(port), CassandraCluster.KEYSPACE, "V4"))
                    .build();
        }
    }
}
