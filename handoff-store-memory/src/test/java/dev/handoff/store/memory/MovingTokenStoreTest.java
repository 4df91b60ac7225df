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

/** Two shards grow to three while nodes of both steps run side by side: the contract asks one and the other in turn. */
class MovingTokenStoreTest extends TokenStoreContract {

    private static final int WORKERS = 3;
    private static final HandoffKeys KEYS = HandoffKeys.random();

    private final TokenStore first = new MemoryTokenStore();
    private final TokenStore second = new MemoryTokenStore();
    private final StagedStore third = new StagedStore(new MemoryTokenStore());
    private final ShardedTokenStore old = new ShardedTokenStore(List.of(first, second));
    private final ShardedTokenStore next = new ShardedTokenStore(List.of(first, second, third));
    private final AtomicInteger created = new AtomicInteger();

    /** As on other stores in every build; the long form plays the whole length. */
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
    void insert_afterTheNewShardFailedBehindTheFence_worksOnAnyNode() {
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
    void deployments_oneNodeAfterTheOther_phonesAtWorkNoticeNothing() throws Exception {
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
                            .as("visits go on")
                            .isTrue();
                }
            }
            working.forEach(worker -> assertThat(worker).as("failed visit").isNotDone());
        } finally {
            workers.shutdownNow();
            assertThat(workers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }

        // a session that began before the last step ends after it; then the old list has none left
        Handoff code = nodes.get(0).handoffs.start(newSession()).orElseThrow().handoff();
        clock.advance(HandoffPolicy.defaults()
                .sessionLifetime()
                .plus(HandoffPolicy.defaults().retention()));
        nodes.forEach(node -> node.store = next);
        assertThat(nodes.get(1).handoffs.status(code.sessionId()).orElseThrow().state())
                .isEqualTo(SessionState.EXPIRED);
        visit(nodes);
    }

    /** A session, a phone and a rival of it, each call to the other node. */
    private static void visit(List<Node> nodes) {
        HandoffService one = nodes.get(0).handoffs;
        HandoffService other = nodes.get(1).handoffs;
        Handoff code = one.start(newSession()).orElseThrow().handoff();
        TestPhone phone = new TestPhone(other).scans(code);
        TestPhone rival = new TestPhone(one).scans(code);

        assertThat(phone.saysHello().isOk()).isTrue();
        assertThat(rival.saysHello().refusal()).contains(Refusal.HANDOFF_DEVICE_MISMATCH);
        assertThat(phone.connectsTo(one).resumes().isOk()).isTrue();
        assertThat(phone.connectsTo(other).finishes(Outcome.succeeded()).isOk()).isTrue();
        assertThat(one.status(code.sessionId()).orElseThrow().state()).isEqualTo(SessionState.SUCCEEDED);
    }

    private static String newSession() {
        return "vs_" + UUID.randomUUID() + UUID.randomUUID();
    }

    /** A node that is started again, with another store. */
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
