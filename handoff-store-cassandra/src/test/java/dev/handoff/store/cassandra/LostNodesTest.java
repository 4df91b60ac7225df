package dev.handoff.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.SessionState;
import dev.handoff.cassandra.Cluster;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import dev.handoff.testkit.TestPhone;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nodes are killed and started again, one after the other, while rivals on all nodes race. */
@Tag("cluster")
class LostNodesTest {

    private static final int RIVALS = 4;
    private static final int RACES = Integer.getInteger("handoff.races", 200);
    private static final int KILLS = Integer.getInteger("handoff.kills", 1);
    private static final byte[] KEY = "a key for tests, and for nothing else".getBytes(StandardCharsets.US_ASCII);

    private enum Answer {
        TRUE,
        FALSE,
        UNKNOWN,
        NOTHING_WRITTEN
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Cluster cluster;
    private List<CqlSession> sessions = List.of();
    private List<CassandraTokenStore> stores;

    @BeforeEach
    void connect() {
        cluster = TestCluster.get();
        sessions = Stream.generate(TestCluster::session).limit(3).toList();
        stores = sessions.stream().map(TestCluster::store).toList();
    }

    @AfterEach
    void disconnect() {
        sessions.forEach(CqlSession::close);
        threads.shutdownNow();
    }

    @Test
    void write_rivalsWhileNodesDie_hasAtMostOneWinner() throws Exception {
        Map<String, Integer> outcomes = new TreeMap<>();
        whileNodesDie(RACES, race -> outcomes.merge(race(race), 1, Integer::sum));
        System.err.println("races while nodes died: " + outcomes);
        assertThat(outcomes.getOrDefault("true was returned once", 0))
                .as("races with a winner, of %s", outcomes)
                .isGreaterThan(RACES * 3 / 4);
    }

    @Test
    void handoff_twoPhonesWhileNodesDie_bindsOnePhoneAndSucceeds() throws Exception {
        List<HandoffService> services =
                stores.stream().map(LostNodesTest::service).toList();
        whileNodesDie(RACES / 4, i -> handOver(services, i));
    }

    private interface Round {
        void play(int number) throws Exception;
    }

    /** Plays at least this many rounds, and more while nodes are killed and started. */
    private void whileNodesDie(int least, Round round) throws Exception {
        Future<?> killing = threads.submit(() -> {
            for (int i = 0; i < KILLS; i++) {
                int node = 2 - i % 3;
                cluster.kill(node);
                cluster.revive(node);
            }
        });
        for (int i = 0; i < least || !killing.isDone(); i++) {
            round.play(i);
        }
        killing.get();
        TestCluster.awaitAllNodes(cluster);
    }

    /** Lets rivals insert the first record of a session, or replace it, and returns the outcome. */
    private String race(int number) throws Exception {
        StoredRecord first = Records.open();
        boolean isReplacement = number % 2 == 1;
        if (isReplacement) {
            assertThat(TestCluster.patiently(() -> stores.get(0).insert(first)
                            || stores.get(0).find(first.key()).isPresent()))
                    .isTrue();
        }
        List<StoredRecord> rivals =
                IntStream.range(0, RIVALS).mapToObj(i -> Records.after(first)).toList();
        List<Answer> answers = atOnce(RIVALS, rival -> {
            TokenStore store = stores.get((number + rival) % 3);
            return answer(
                    () -> isReplacement ? store.replace(first, rivals.get(rival)) : store.insert(rivals.get(rival)));
        });
        Optional<StoredRecord> stored =
                TestCluster.patiently(() -> stores.get(number % 3).find(first.key()));

        assertThat(Collections.frequency(answers, Answer.TRUE))
                .as("winners in %s", answers)
                .isLessThanOrEqualTo(1);
        int writer = stored.map(rivals::indexOf).orElse(-1);
        if (answers.contains(Answer.TRUE)) {
            assertThat(writer).as("the rival whose record is stored").isEqualTo(answers.indexOf(Answer.TRUE));
        } else if (writer >= 0) {
            assertThat(answers.get(writer))
                    .as("the answer to the rival whose record is stored")
                    .isEqualTo(Answer.UNKNOWN);
        } else {
            assertThat(stored).isEqualTo(isReplacement ? Optional.of(first) : Optional.empty());
        }
        return answers.contains(Answer.TRUE)
                ? "true was returned once"
                : writer >= 0 ? "a write with an unknown effect was stored" : "nothing was written";
    }

    private static Answer answer(Supplier<Boolean> write) {
        try {
            return write.get() ? Answer.TRUE : Answer.FALSE;
        } catch (TokenStoreException e) {
            assertThat(e.isRetryable()).isTrue();
            return e.effect() == Effect.UNKNOWN ? Answer.UNKNOWN : Answer.NOTHING_WRITTEN;
        }
    }

    /** Two phones say hello at the same moment, on different nodes, and retry as phones do. */
    private void handOver(List<HandoffService> services, int number) throws Exception {
        HandoffService page = services.get(number % 3);
        String id = "vs_" + UUID.randomUUID();
        Handoff code = TestCluster.patiently(() -> page.start(id)).orElseThrow().handoff();
        List<TestPhone> phones = List.of(
                new TestPhone(services.get((number + 1) % 3)).scans(code),
                new TestPhone(services.get((number + 2) % 3)).scans(code));
        List<Boolean> isBound = atOnce(
                2,
                i -> TestCluster.patiently(() -> phones.get(i).saysHello()).isOk()
                        // the hello consumed the code, but its answer was lost
                        || TestCluster.patiently(() -> phones.get(i).resumes()).isOk());

        assertThat(isBound).containsExactlyInAnyOrder(true, false);
        TestPhone bound = phones.get(isBound.indexOf(true));
        var binding = TestCluster.patiently(bound::resumes).orElseThrow();
        TestCluster.patiently(() -> page.finish(binding, Outcome.succeeded()));
        assertThat(TestCluster.patiently(() -> services.get((number + 1) % 3).status(id))
                        .orElseThrow()
                        .state())
                .isEqualTo(SessionState.SUCCEEDED);
    }

    private static HandoffService service(TokenStore store) {
        return HandoffService.builder().store(store).keys(HandoffKeys.of(KEY)).build();
    }

    private interface Task<T> {
        T run(int number) throws Exception;
    }

    private <T> List<T> atOnce(int count, Task<T> task) throws Exception {
        CyclicBarrier start = new CyclicBarrier(count);
        List<Future<T>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            all.add(threads.submit(() -> {
                start.await();
                return task.run(number);
            }));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : all) {
            results.add(future.get());
        }
        return results;
    }
}
