package dev.handoff.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.handoff.spi.TokenStore;
import dev.handoff.store.cassandra.CassandraSchema;
import dev.handoff.store.cassandra.CassandraTokenStore;
import dev.handoff.testkit.store.SecondProcess;
import dev.handoff.testkit.store.TokenStoreContract;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on three nodes, each object of the store through another one. */
class CassandraTokenStoreTest extends TokenStoreContract {

    private static final List<CqlSession> SESSIONS = new ArrayList<>();
    private static final AtomicInteger CREATED = new AtomicInteger();

    private static CassandraCluster cluster;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        cluster = CassandraCluster.start(3);
        for (int node = 0; node < cluster.size(); node++) {
            SESSIONS.add(cluster.session(node));
        }
        CassandraSchema.createIfMissing(SESSIONS.get(0), "handoff_session");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        SESSIONS.forEach(CqlSession::close);
        cluster.stop();
    }

    @Override
    protected TokenStore createStore() {
        return CassandraTokenStore.builder(SESSIONS.get(CREATED.getAndIncrement() % SESSIONS.size()))
                .build();
    }

    @Override
    protected SecondProcess secondProcess() {
        return new SecondProcess(Opener.class, Integer.toString(cluster.clientPort()));
    }

    @Override
    protected boolean forgetsByItself() {
        return true;
    }

    @Override
    protected int rounds() {
        return Integer.getInteger("handoff.rounds", 40);
    }

    private static final class Opener implements Function<String, TokenStore> {
        @Override
        public TokenStore apply(String port) {
            return CassandraTokenStore.builder(
                            CassandraCluster.session("127.0.0.3", Integer.parseInt(port), CassandraCluster.KEYSPACE))
                    .build();
        }
    }
}
