package dev.handoff.store.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import com.datastax.oss.driver.internal.core.context.InternalDriverContext;
import com.datastax.oss.driver.internal.core.metadata.TopologyEvent;
import dev.handoff.cassandra.Cluster;
import dev.handoff.spi.TokenStore;
import dev.handoff.testkit.store.SecondProcess;
import dev.handoff.testkit.store.TokenStoreContract;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The store contract on a cluster. The stores of a test use different nodes. */
@Tag("cluster")
class CassandraContractTest extends TokenStoreContract {

    private static List<CqlSession> sessions = List.of();
    private static CqlSession cutOff;
    private static TokenStore unreachable;

    private final AtomicInteger stores = new AtomicInteger();

    @BeforeAll
    static void connect() {
        sessions = IntStream.range(0, 3).mapToObj(TestCluster::sessionOf).toList();
        cutOff = TestCluster.session();
        unreachable = TestCluster.store(cutOff);
        InternalDriverContext context = (InternalDriverContext) cutOff.getContext();
        for (Node node : cutOff.getMetadata().getNodes().values()) {
            context.getEventBus()
                    .fire(TopologyEvent.forceDown(node.getBroadcastRpcAddress().orElseThrow()));
            TestCluster.await(() -> node.getState() == NodeState.FORCED_DOWN);
        }
    }

    @AfterAll
    static void disconnect() {
        sessions.forEach(CqlSession::close);
        if (cutOff != null) {
            cutOff.close();
        }
    }

    @Override
    protected TokenStore createStore() {
        return TestCluster.store(sessions.get(stores.getAndIncrement() % sessions.size()));
    }

    @Override
    protected TokenStore createUnreachableStore() {
        return unreachable;
    }

    @Override
    protected SecondProcess secondProcess() {
        return new SecondProcess(Opener.class, TestCluster.get().contactPoints());
    }

    @Override
    protected boolean mustShareData() {
        return true;
    }

    @Override
    protected boolean forgetsByItself() {
        return true;
    }

    @Override
    protected int rounds() {
        return Integer.getInteger("handoff.rounds", 40);
    }

    /** Opens the store in the process that the contract starts. */
    private static final class Opener implements Function<String, TokenStore> {
        @Override
        public TokenStore apply(String contactPoints) {
            return TestCluster.store(TestCluster.connect(Cluster.parse(contactPoints), options -> {}));
        }
    }
}
