package dev.handoff.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.store.cassandra.CassandraSchema;
import dev.handoff.store.cassandra.CassandraTokenStore;
import dev.handoff.testkit.TestPhone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Whole handoffs a second on clusters of one to three nodes, each holding every record: scripts/cassandra throughput.
 */
class ThroughputRun {

    private static final int THREADS = 8;
    private static final int HANDOFFS = Integer.getInteger("cassandra.handoffs", 1_500);

    @Test
    void handoffs_onOneToThreeNodes() throws Exception {
        StringBuilder table = new StringBuilder(
                String.format(
                        "%n| nodes | handoffs a second | start, p50 ms | consume, p50 ms | finish, p50 ms | p99 of all |%n|---|---|---|---|---|---|%n"));
        for (int size = 1; size <= 3; size++) {
            table.append(measured(size));
        }
        System.out.println(table);
    }

    private static String measured(int size) throws IOException, InterruptedException, ExecutionException {
        CassandraCluster cluster = CassandraCluster.start(size);
        List<CqlSession> sessions =
                IntStream.range(0, size).mapToObj(cluster::session).toList();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CassandraSchema.createIfMissing(sessions.get(0), "handoff_session");
            HandoffKeys keys = HandoffKeys.random();
            List<HandoffService> services = sessions.stream()
                    .map(session -> HandoffService.builder()
                            .store(CassandraTokenStore.builder(session).build())
                            .keys(keys)
                            .build())
                    .toList();
            run(threads, services, HANDOFFS / 3);
            long start = System.nanoTime();
            List<long[]> nanos = run(threads, services, HANDOFFS);
            double seconds = (System.nanoTime() - start) / 1e9;
            long[] all = nanos.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            return String.format(
                    "| %d | %.0f | %.1f | %.1f | %.1f | %.1f |%n",
                    size,
                    nanos.size() / seconds,
                    median(nanos, 0),
                    median(nanos, 1),
                    median(nanos, 2),
                    all[(int) (all.length * 0.99)] / 1e6);
        } finally {
            threads.shutdownNow();
            sessions.forEach(CqlSession::close);
            cluster.stop();
        }
    }

    private static List<long[]> run(ExecutorService threads, List<HandoffService> services, int handoffs)
            throws InterruptedException, ExecutionException {
        List<Callable<long[]>> work = new ArrayList<>();
        for (int i = 0; i < handoffs; i++) {
            HandoffService service = services.get(i % services.size());
            work.add(() -> handoff(service));
        }
        List<long[]> nanos = new ArrayList<>();
        for (Future<long[]> done : threads.invokeAll(work)) {
            nanos.add(done.get());
        }
        return nanos;
    }

    private static long[] handoff(HandoffService service) {
        long begin = System.nanoTime();
        Handoff code = service.start("vs_" + UUID.randomUUID() + UUID.randomUUID())
                .orElseThrow()
                .handoff();
        long started = System.nanoTime();
        TestPhone phone = new TestPhone(service).scans(code);
        assertThat(phone.saysHello().isOk()).isTrue();
        long consumed = System.nanoTime();
        assertThat(phone.finishes(Outcome.succeeded()).isOk()).isTrue();
        return new long[] {started - begin, consumed - started, System.nanoTime() - consumed};
    }

    private static double median(List<long[]> nanos, int step) {
        long[] sorted = nanos.stream().mapToLong(steps -> steps[step]).sorted().toArray();
        return sorted[sorted.length / 2] / 1e6;
    }
}
