package dev.handoff.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.SessionState;
import dev.handoff.spi.ShardedTokenStore;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.testkit.SettableClock;
import dev.handoff.testkit.StagedStore;
import dev.handoff.testkit.TestPhone;
import dev.handoff.testkit.store.TokenStoreContract;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Two shards grow to three while nodes of both steps run at the same time. The contract uses a node of each step in
 * turn.
 */
class MovingTokenStoreTest extends TokenStoreContract {

    private static final int WORKERS = 3;
    private static final HandoffKeys KEYS = HandoffKeys.random();

    private final TokenStore first = new MemoryTokenStore();
    private final TokenStore second = new MemoryTokenStore();
    private final StagedStore third = new StagedStore(new MemoryTokenStore());
    private final ShardedTokenStore old = new ShardedTokenStore(List.of(first, second));
    private final ShardedTokenStore next = new ShardedTokenStore(List.of(first, second, third));
    private final AtomicInteger created = new AtomicInteger();

    /** Returns as many rounds as for other stores; {@code -Dhandoff.rounds} runs more. */
    @Override
    protected int rounds() {
        return Integer.getInteger("handoff.rounds", 40);
    }

    @Override
    protected TokenStore createStore() {
        return created.getAndIncrement() % 2 == 0 ? old.preparedFor(next) : next.replacing(old);
    }

    @Override
    protected boolean mustShareData() {
        return true;
    }

    @Test
    void insert_afterTheNewShardFailedAndTheFenceWasWritten_succeedsOnAnyNode() {
        StoredRecord moved = IntStream.range(0, 100)
                .mapToObj(ShardedTokenStoreTest::record)
                .filter(record -> next.shardOf(record.key()) == 2)
                .findFirst()
                .orElseThrow();
        third.goDown();
        assertThatThrownBy(() -> next.replacing(old).insert(moved)).isInstanceOf(TokenStoreException.class);
        third.comeBack();

        assertThat(next.replacing(old).find(moved.key())).isEmpty();
        assertThat(old.preparedFor(next).find(moved.key())).isEmpty();
        assertThat(old.preparedFor(next).insert(moved)).isTrue();
        assertThat(third.find(moved.key())).contains(moved);
        assertThat(next.replacing(old).insert(moved)).isFalse();
    }

    @Test
    void deployments_oneNodeAfterTheOther_neverFailAVisit() throws Exception {
        SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
        List<Node> nodes = List.of(new Node(old, clock), new Node(old, clock));
        Semaphore visits = new Semaphore(0);
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
        try {
            List<Future<?>> working = IntStream.range(0, WORKERS)
                    .<Future<?>>mapToObj(worker -> workers.submit(() -> {
                        while (!Thread.currentThread().isInterrupted()) {
                            visit(nodes);
                            visits.release();
                        }
                    }))
                    .toList();
            for (TokenStore step : List.of(old.preparedFor(next), next.replacing(old))) {
                for (Node node : nodes) {
                    node.store = step;
                    assertThat(visits.tryAcquire(200, 30, TimeUnit.SECONDS))
                            .as("200 visits succeed after the deployment")
                            .isTrue();
                }
            }
            working.forEach(worker -> assertThat(worker)
                    .as("a worker, which ends only when a visit fails")
                    .isNotDone());
        } finally {
            workers.shutdownNow();
            assertThat(workers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }

        // a session that was started before the last step ends before it, so the old list has no open session
        Handoff code = nodes.get(0).handoffs.start(newSession()).orElseThrow().handoff();
        clock.advance(HandoffPolicy.defaults()
                .sessionLifetime()
                .plus(HandoffPolicy.defaults().retention()));
        nodes.forEach(node -> node.store = next);
        assertThat(nodes.get(1).handoffs.status(code.sessionId()).orElseThrow().state())
                .isEqualTo(SessionState.EXPIRED);
        visit(nodes);
    }

    /** Plays a session with a phone and a rival, whose calls go to both nodes in turn. */
    private static void visit(List<Node> nodes) {
        HandoffService first = nodes.get(0).handoffs;
        HandoffService second = nodes.get(1).handoffs;
        Handoff code = first.start(newSession()).orElseThrow().handoff();
        TestPhone phone = new TestPhone(second).scans(code);
        TestPhone rival = new TestPhone(first).scans(code);

        assertThat(phone.saysHello().isOk()).isTrue();
        assertThat(rival.saysHello().refusal()).contains(Refusal.HANDOFF_DEVICE_MISMATCH);
        assertThat(phone.connectsTo(first).resumes().isOk()).isTrue();
        assertThat(phone.connectsTo(second).finishes(Outcome.succeeded()).isOk())
                .isTrue();
        assertThat(first.status(code.sessionId()).orElseThrow().state()).isEqualTo(SessionState.SUCCEEDED);
    }

    private static String newSession() {
        return "vs_" + UUID.randomUUID() + UUID.randomUUID();
    }

    /** A node that a deployment restarts with another store. */
    private static final class Node implements TokenStore {

        private final HandoffService handoffs;
        private volatile TokenStore store;

        Node(TokenStore store, SettableClock clock) {
            this.store = store;
            handoffs =
                    HandoffService.builder().store(this).keys(KEYS).clock(clock).build();
        }

        @Override
        public boolean insert(StoredRecord record) {
            return store.insert(record);
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            return store.find(key);
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            return store.replace(expected, next);
        }

        @Override
        public int purge(Instant endedBefore, int limit) {
            return store.purge(endedBefore, limit);
        }
    }
}
