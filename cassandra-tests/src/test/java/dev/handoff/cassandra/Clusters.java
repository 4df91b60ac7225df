package dev.handoff.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.handoff.store.cassandra.CassandraSchema;
import dev.handoff.store.cassandra.CassandraTokenStore;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** The one cluster of all tests of this process, with a session through each of its nodes. Stopped with the process. */
final class Clusters {

    private static final CassandraCluster SHARED = start();
    private static final List<CqlSession> SESSIONS =
            IntStream.range(0, SHARED.size()).mapToObj(SHARED::session).toList();

    static {
        CassandraSchema.createIfMissing(SESSIONS.get(0), "handoff_session");
    }

    private Clusters() {}

    static CassandraCluster shared() {
        return SHARED;
    }

    /** Whose statements all go through this node. */
    static CqlSession session(int node) {
        return SESSIONS.get(node % SHARED.size());
    }

    /** Over a session whose statements all go through this node. */
    static CassandraTokenStore store(int node) {
        return CassandraTokenStore.builder(session(node)).build();
    }

    private static CassandraCluster start() {
        try {
            CassandraCluster started = CassandraCluster.start(Integer.getInteger("cassandra.nodes", 3));
            Runtime.getRuntime().addShutdownHook(new Thread(started::stop, "stop Cassandra"));
            return started;
        } catch (IOException failed) {
            throw new AssertionError("Cassandra did not start", failed);
        }
    }
}
