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

/** Nodes are killed and come back, one after the other, while rivals on all of them race. */
@Tag("cluster")
class LostNodesTest {

    private static final int RIVALS = 4;
    private static final int RACES = Integer.getInteger("handoff.races", 200);
    private static final int KILLS = Integer.getInteger("handoff.kills", 1);
    private static final byte[] KEY = "a key for tests, and for nothing else".getBytes(StandardCharsets.US_ASCII);

    private enum Told {
        YES,
        NO,
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
    void races_whileNodesDieAndComeBack_haveOneWinnerAtMost() throws Exception {
        Map<String, Integer> outcomes = new TreeMap<>();
        whileNodesDie(RACES, race -> outcomes.merge(race(race), 1, Integer::sum));
        System.err.println("races while nodes died: " + outcomes);
        assertThat(outcomes.getOrDefault("one told", 0))
                .as("races that somebody won, of %s", outcomes)
                .isGreaterThan(RACES * 3 / 4);
    }

    @Test
    void handoffs_whileNodesDieAndComeBack_letOnePhoneInAndComeToTheirEnd() throws Exception {
        List<HandoffService> services =
                stores.stream().map(LostNodesTest::service).toList();
        whileNodesDie(RACES / 4, i -> handOver(services, i));
    }

    private interface Round {
        void play(int number) throws Exception;
    }

    /** So many rounds at least, and as many as are played while nodes die and come back. */
    private void whileNodesDie(int least, Round round) throws Exception {
        Future<?> dying = threads.submit(() -> {
            for (int i = 0; i < KILLS; i++) {
                int node = 2 - i % 3;
                cluster.kill(node);
                cluster.revive(node);
            }
        });
        for (int i = 0; i < least || !dying.isDone(); i++) {
            round.play(i);
        }
        dying.get();
        TestCluster.awaitAllNodes(cluster);
    }

    /** Rivals write to one record, the first of a session or the next one. */
    private String race(int number) throws Exception {
        StoredRecord first = Records.open();
        boolean isThere = number % 2 == 1;
        if (isThere) {
            assertThat(TestCluster.patiently(() -> stores.get(0).insert(first)
                            || stores.get(0).find(first.key()).isPresent()))
                    .isTrue();
        }
        List<StoredRecord> rivals =
                IntStream.range(0, RIVALS).mapToObj(i -> Records.after(first)).toList();
        List<Told> told = atOnce(RIVALS, rival -> {
            TokenStore store = stores.get((number + rival) % 3);
            return told(() -> isThere ? store.replace(first, rivals.get(rival)) : store.insert(rivals.get(rival)));
        });
        Optional<StoredRecord> stored =
                TestCluster.patiently(() -> stores.get(number % 3).find(first.key()));

        assertThat(Collections.frequency(told, Told.YES)).as("%s", told).isLessThanOrEqualTo(1);
        int winner = stored.map(rivals::indexOf).orElse(-1);
        if (told.contains(Told.YES)) {
            assertThat(winner).as("who was told yes has written").isEqualTo(told.indexOf(Told.YES));
        } else if (winner >= 0) {
            assertThat(told.get(winner)).as("who has written was not told no").isEqualTo(Told.UNKNOWN);
        } else {
            assertThat(stored).isEqualTo(isThere ? Optional.of(first) : Optional.empty());
        }
        return told.contains(Told.YES) ? "one told" : winner >= 0 ? "nobody told, one stored" : "nobody wrote";
    }

    private static Told told(Supplier<Boolean> write) {
        try {
            return write.get() ? Told.YES : Told.NO;
        } catch (TokenStoreException e) {
            assertThat(e.isRetryable()).isTrue();
            return e.effect() == Effect.UNKNOWN ? Told.UNKNOWN : Told.NOTHING_WRITTEN;
        }
    }

    /** Two phones say hello at the same moment, on different nodes; each asks again as a phone does. */
    private void handOver(List<HandoffService> services, int number) throws Exception {
        HandoffService page = services.get(number % 3);
        String id = "vs_" + UUID.randomUUID();
        Handoff code = TestCluster.patiently(() -> page.start(id)).orElseThrow().handoff();
        List<TestPhone> phones = List.of(
                new TestPhone(services.get((number + 1) % 3)).scans(code),
                new TestPhone(services.get((number + 2) % 3)).scans(code));
        List<Boolean> isIn = atOnce(
                2,
                i -> TestCluster.patiently(() -> phones.get(i).saysHello()).isOk()
                        // it was let in before, and the answer got lost
                        || TestCluster.patiently(() -> phones.get(i).resumes()).isOk());

        assertThat(isIn).containsExactlyInAnyOrder(true, false);
        TestPhone in = phones.get(isIn.indexOf(true));
        var binding = TestCluster.patiently(in::resumes).orElseThrow();
        TestCluster.patiently(() -> page.finish(binding, Outcome.succeeded()));
        assertThat(TestCluster.patiently(() -> services.get((number + 1) % 3).status(id))
                        .orElseThrow()
                        .state())
                .isEqualTo(SessionState.SUCCEEDED);
    }

    private static HandoffService service(TokenStore store) {
        return HandoffService.builder().store(store).keys(HandoffKeys.of(KEY)).build();
    }

    private interface Member<T> {
        T act(int number) throws Exception;
    }

    private <T> List<T> atOnce(int count, Member<T> member) throws Exception {
        CyclicBarrier start = new CyclicBarrier(count);
        List<Future<T>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            all.add(threads.submit(() -> {
                start.await();
                return member.act(number);
            }));
        }
        List<T> answers = new ArrayList<>();
        for (Future<T> one : all) {
            answers.add(one.get());
        }
        return answers;
    }
}
