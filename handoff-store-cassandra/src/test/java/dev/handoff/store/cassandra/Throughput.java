package dev.handoff.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.cassandra.Cluster;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.testkit.TestPhone;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Measures the throughput on 1, 2 and 3 nodes, each with a copy of every record: {@code scripts/cassandra throughput}.
 * All nodes and the client share one machine, so the ratios show the cost of more copies, not the gain of more
 * machines.
 */
@Tag("cluster")
class Throughput {

    private static final String NODES = System.getProperty("handoff.nodes", "1,2,3");
    private static final int THREADS = 8;
    private static final Duration EACH = Duration.ofSeconds(4);
    private static final byte[] KEY = "a key for tests, and for nothing else".getBytes(StandardCharsets.US_ASCII);

    @Test
    void measure() throws Exception {
        assertThat(Cluster.whatIsMissing()).isEmpty();
        double ofFirst = 0;
        for (String nodes : NODES.split(",", -1)) {
            try (Cluster cluster = Cluster.start(Integer.parseInt(nodes));
                    CqlSession session = TestCluster.connect(cluster.addresses(), options -> {})) {
                TestCluster.makeKeyspace(session, TestCluster.KEYSPACE, Integer.parseInt(nodes));
                TestCluster.define(session, CassandraSchema.script(TestCluster.TABLE));
                TestCluster.awaitAllNodes(cluster);
                CassandraTokenStore store = TestCluster.store(session);
                handoffs(store);
                double rate = handoffs(store);
                ofFirst = ofFirst == 0 ? rate : ofFirst;
                print(
                        "%s nodes: %.0f handoffs/s with %d threads, %.2f of the first run",
                        nodes, rate, THREADS, rate / ofFirst);
                latencies(session, store);
                contended(session, store, ConsistencyLevel.QUORUM);
                contended(session, store, ConsistencyLevel.SERIAL);
            }
        }
    }

    /** Returns the number of whole handoffs in a second: start, hello and finish. */
    private static double handoffs(CassandraTokenStore store) throws Exception {
        HandoffService service =
                HandoffService.builder().store(store).keys(HandoffKeys.of(KEY)).build();
        long start = System.nanoTime();
        int done = sum(THREADS, () -> {
            int count = 0;
            while (System.nanoTime() - start < EACH.toNanos()) {
                Handoff code =
                        service.start("vs_" + UUID.randomUUID()).orElseThrow().handoff();
                var binding = new TestPhone(service).scans(code).saysHello().orElseThrow();
                service.finish(binding, Outcome.succeeded()).orElseThrow();
                count++;
            }
            return count;
        });
        return done / seconds(start);
    }

    private static void latencies(CqlSession session, CassandraTokenStore store) {
        List<Long> writes = new ArrayList<>();
        List<Long> finds = new ArrayList<>();
        List<Long> serials = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            StoredRecord record = Records.open();
            writes.add(nanosOf(() -> store.insert(record)));
            finds.add(nanosOf(() -> store.find(record.key())));
            serials.add(nanosOf(() -> read(session, record.key(), ConsistencyLevel.SERIAL)));
        }
        print(
                "  one thread, ms, p50 and p95: write %s, find %s, the same at SERIAL %s",
                of(writes), of(finds), of(serials));
    }

    /** Measures one thread that writes a record while two threads read it, as pages do. */
    private static void contended(CqlSession session, CassandraTokenStore store, ConsistencyLevel look)
            throws Exception {
        StoredRecord[] current = {Records.open()};
        store.insert(current[0]);
        int[] writes = new int[2];
        List<Long> nanos = new ArrayList<>();
        long start = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> looking = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                looking.add(threads.submit(() -> {
                    while (System.nanoTime() - start < EACH.toNanos()) {
                        try {
                            read(session, current[0].key(), look);
                        } catch (DriverException contended) {
                            // only the failures of writes are counted
                        }
                    }
                }));
            }
            while (System.nanoTime() - start < EACH.toNanos()) {
                StoredRecord next = Records.after(current[0]);
                long before = System.nanoTime();
                try {
                    store.replace(current[0], next);
                    writes[0]++;
                } catch (TokenStoreException unknown) {
                    writes[1]++;
                }
                nanos.add(System.nanoTime() - before);
                current[0] = TestCluster.patiently(() -> store.find(next.key())).orElseThrow();
            }
            for (Future<?> reader : looking) {
                reader.get();
            }
        } finally {
            threads.shutdownNow();
        }
        print(
                "  with two readers at %s: %d writes, %d of unknown effect, ms %s",
                look, writes[0], writes[1], of(nanos));
    }

    private static Object read(CqlSession session, String key, ConsistencyLevel level) {
        return session.execute(SimpleStatement.newInstance(
                        "SELECT stamp, ends_at, body FROM " + TestCluster.TABLE + " WHERE session_key = ?", key)
                .setConsistencyLevel(level));
    }

    private static int sum(int count, Callable<Integer> task) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            int sum = 0;
            for (Future<Integer> result : threads.invokeAll(Collections.nCopies(count, task))) {
                sum += result.get();
            }
            return sum;
        } finally {
            threads.shutdownNow();
        }
    }

    private static long nanosOf(Runnable call) {
        long before = System.nanoTime();
        call.run();
        return System.nanoTime() - before;
    }

    private static String of(List<Long> nanos) {
        List<Long> sorted = nanos.stream().sorted().toList();
        return String.format(
                Locale.ROOT,
                "%.2f/%.2f",
                sorted.get(sorted.size() / 2) / 1e6,
                sorted.get(sorted.size() * 95 / 100) / 1e6);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
