package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.SessionState;
import dev.handoff.SessionStatus;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import dev.handoff.store.memory.MemoryTokenStore;
import dev.handoff.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class WatchesTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final AtomicInteger finds = new AtomicInteger();
    private final AtomicReference<Runnable> duringNextFind = new AtomicReference<>(() -> {});
    private final MemoryTokenStore memory = new MemoryTokenStore();
    private final Map<String, String> written = new HashMap<>();
    private final AtomicInteger sweeps = new AtomicInteger();
    private final HandoffService handoffs = HandoffService.builder()
            .store(new CountingReads())
            .keys(HandoffKeys.random())
            .clock(clock)
            .build();
    private final Watches watches =
            new Watches(handoffs::sessionKey, this::stamps, clock, Runnable::run, new ConcurrentHashMap<>());

    @Test
    void sweep_withAThousandIdlePages_asksForStampsOnceAndReadsNothing() {
        List<CompletableFuture<Result<SessionStatus>>> waits = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            waits.add(await("idle-" + i, open("idle-" + i), LONG));
        }
        watches.sweep();
        finds.set(0);
        for (int i = 0; i < 20; i++) {
            watches.sweep();
        }
        assertThat(finds).hasValue(0);
        assertThat(sweeps).hasValue(21);
        assertThat(waits).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void await_answered_removesTheWatch() {
        String version = open("left");
        CompletableFuture<Result<SessionStatus>> longer = await("left", version, LONG);
        assertThat(await("left", version, Duration.ZERO)).succeedsWithin(20, TimeUnit.SECONDS);
        assertThat(watches.watchesByKey()).hasSize(1);
        handoffs.cancel("left").orElseThrow();
        write("left", "another");
        assertThat(longer).isDone();
        // the answer completes shortly before the watch is removed
        TestServer.await(() -> assertThat(watches.watchesByKey()).isEmpty());
    }

    @Test
    void change_onAnotherInstance_isDetectedByTheNextSweep() {
        CompletableFuture<Result<SessionStatus>> waiting = await("elsewhere", open("elsewhere"), LONG);
        watches.sweep();
        handoffs.cancel("elsewhere").orElseThrow();
        watches.sweep();
        assertThat(waiting).as("before the stamp has changed").isNotDone();
        write("elsewhere", "another");
        assertThat(stateOf(waiting)).isEqualTo(SessionState.CANCELLED);
    }

    /** The page has read the status and is not waiting yet. */
    @Test
    void change_whileAPageJoins_answersThePage() {
        String version = open("between");
        duringNextFind.set(() -> {
            handoffs.cancel("between").orElseThrow();
            write("between", "another");
        });

        assertThat(stateOf(await("between", version, LONG))).isEqualTo(SessionState.CANCELLED);
    }

    @Test
    void mint_whileAPageWaits_doesNotAnswerThePage() {
        CompletableFuture<Result<SessionStatus>> waiting = await("minted", open("minted"), LONG);
        handoffs.mint("minted").orElseThrow();
        write("minted", "another");
        assertThat(waiting).isNotDone();
    }

    @Test
    void end_ofTheSession_isDetectedByTheSweepOnce() {
        CompletableFuture<Result<SessionStatus>> waiting = await("short", open("short"), LONG);
        clock.advance(Duration.ofMinutes(60));
        watches.sweep();
        assertThat(stateOf(waiting)).isEqualTo(SessionState.EXPIRED);
        String over = handoffs.status("short", "").orElseThrow().version();
        CompletableFuture<Result<SessionStatus>> again = await("short", over, LONG);
        watches.sweep();
        finds.set(0);
        watches.sweep();
        assertThat(finds).hasValue(0);
        assertThat(again).isNotDone();
    }

    @Test
    void storeFailure_whileAPhoneLooks_makesTheNextSweepLookAgain() {
        AtomicInteger looks = new AtomicInteger();
        watches.join("troubled", isLast -> {
            if (looks.incrementAndGet() == 2) {
                throw new TokenStoreException(Effect.NONE, true, "out of reach");
            }
            return Instant.MAX;
        });
        write("troubled", "another");
        watches.sweep();
        assertThat(looks).hasValue(3);
    }

    @Test
    void dismissAll_whileAPageWaits_answersWithTheCurrentStatus() {
        String version = open("dismissed");
        CompletableFuture<Result<SessionStatus>> waiting = await("dismissed", version, LONG);
        watches.dismissAll();
        assertThat(waiting).isDone();
        assertThat(waiting.join().orElseThrow().version()).isEqualTo(version);
    }

    @Test
    void await_unknownSessionOrFailingStore_isAnsweredAtOnce() {
        assertThat(await("unknown", "v", LONG).join()).isEqualTo(Result.refused(Refusal.SESSION_NOT_FOUND));
        duringNextFind.set(() -> {
            throw new TokenStoreException(Effect.NONE, true, "out of reach");
        });
        CompletableFuture<Result<SessionStatus>> failed = await("unknown", "v", LONG);
        assertThatThrownBy(failed::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TokenStoreException.class);
        assertThat(watches.watchesByKey()).isEmpty();
    }

    private String open(String id) {
        return handoffs.open(id).orElseThrow().status().version();
    }

    private CompletableFuture<Result<SessionStatus>> await(String id, String version, Duration longest) {
        return watches.await(id, () -> handoffs.status(id, ""), version, longest);
    }

    /** Simulates another instance's write, and sweeps. */
    private void write(String id, String stamp) {
        written.put(handoffs.sessionKey(id), stamp);
        watches.sweep();
    }

    private static SessionState stateOf(CompletableFuture<Result<SessionStatus>> answer) {
        assertThat(answer).succeedsWithin(20, TimeUnit.SECONDS);
        return answer.join().orElseThrow().state();
    }

    private Map<String, String> stamps(List<String> keys) {
        sweeps.incrementAndGet();
        Map<String, String> stamps = new HashMap<>(written);
        stamps.keySet().retainAll(keys);
        return stamps;
    }

    private final class CountingReads implements TokenStore {

        @Override
        public boolean insert(StoredRecord record) {
            return memory.insert(record);
        }

        @Override
        public Optional<StoredRecord> find(String sessionKey) {
            finds.incrementAndGet();
            Optional<StoredRecord> found = memory.find(sessionKey);
            duringNextFind.getAndSet(() -> {}).run();
            return found;
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            return memory.replace(expected, next);
        }

        @Override
        public int purge(Instant endedBefore, int limit) {
            return memory.purge(endedBefore, limit);
        }
    }
}
