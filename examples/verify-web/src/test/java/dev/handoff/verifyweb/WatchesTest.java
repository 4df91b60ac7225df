package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffService;
import dev.handoff.Safeguard;
import dev.handoff.Secret;
import dev.handoff.SessionState;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.store.memory.MemoryTokenStore;
import dev.handoff.testkit.SettableClock;
import dev.handoff.verifyweb.DemoSessions.DemoSession;
import dev.handoff.verifyweb.Watches.View;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchesTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(1);
    private final AtomicInteger finds = new AtomicInteger();
    private final AtomicReference<Runnable> afterNextFind = new AtomicReference<>(() -> {});
    private final MemoryTokenStore memory = new MemoryTokenStore();
    private final Map<String, String> told = new HashMap<>();
    private final AtomicInteger sweeps = new AtomicInteger();
    private final HandoffService handoffs = service(HandoffPolicy.defaults());
    private HikariDataSource pool;
    private DemoSessions sessions;
    private Watches watches;

    @BeforeEach
    void prepare() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID());
        config.setMaximumPoolSize(2);
        pool = new HikariDataSource(config);
        sessions = new DemoSessions(new Database(pool));
        sessions.prepare();
        watches = watches(handoffs);
    }

    @AfterEach
    void stop() {
        timers.shutdownNow();
        pool.close();
    }

    @Test
    void thousandIdlePages_cost_oneQuestionASweepAndNoRead() {
        List<CompletableFuture<View>> waits = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            String version = open("idle-" + i);
            waits.add(watches.await("idle-" + i, "", version, LONG));
        }
        finds.set(0);
        for (int i = 0; i < 20; i++) {
            watches.sweep();
        }
        assertThat(finds).hasValue(0);
        assertThat(sweeps).hasValue(20);
        assertThat(waits).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void pageThatWaitsAgain_costsNoRead() {
        String version = open("again");
        assertThat(watches.await("again", "", version, Duration.ZERO)).succeedsWithin(20, TimeUnit.SECONDS);
        finds.set(0);
        assertThat(watches.await("again", "", version, Duration.ZERO)).succeedsWithin(20, TimeUnit.SECONDS);
        assertThat(finds).hasValue(0);
    }

    @Test
    void watchThatWasLeft_isForgottenAfterAWhile() {
        String version = open("left");
        watches.await("left", "", version, Duration.ZERO).join();
        for (int i = 0; i < 30; i++) {
            watches.sweep();
        }
        assertThat(watches.watchesByKey()).isEmpty();
    }

    @Test
    void changeElsewhere_isToldByTheNextSweep_andReadOnceForAll() {
        String version = open("elsewhere");
        CompletableFuture<View> one = watches.await("elsewhere", "", version, LONG);
        CompletableFuture<View> other = watches.await("elsewhere", "", version, LONG);
        handoffs.cancel("elsewhere").orElseThrow();
        finds.set(0);
        watches.sweep();
        assertThat(one).as("nobody told of it yet").isNotDone();
        told.put(handoffs.sessionKey("elsewhere"), "another");
        watches.sweep();
        assertThat(one)
                .succeedsWithin(20, TimeUnit.SECONDS)
                .extracting(view -> view.status().state())
                .isEqualTo(SessionState.CANCELLED);
        assertThat(other).succeedsWithin(20, TimeUnit.SECONDS);
        assertThat(finds).hasValue(1);
    }

    /** It finds nobody to tell: the page has looked, and is not waiting yet. */
    @Test
    void changeBetweenLookingAndWaiting_isTold() {
        String version = open("between");
        afterNextFind.set(() -> handoffs.cancel("between").orElseThrow());

        assertThat(watches.await("between", "", version, LONG))
                .succeedsWithin(5, TimeUnit.SECONDS)
                .extracting(view -> view.status().state())
                .isEqualTo(SessionState.CANCELLED);
    }

    @Test
    void changeThatIsNone_leavesThemWaiting() {
        CompletableFuture<View> waiting = watches.await("minted", "", open("minted"), LONG);
        handoffs.mint("minted").orElseThrow();
        told.put(handoffs.sessionKey("minted"), "another");
        watches.sweep();
        assertThat(waiting).isNotDone();
    }

    @Test
    void end_ofTheSession_isToldByTheSweep() {
        CompletableFuture<View> waiting = watches.await("short", "", open("short"), LONG);
        clock.advance(Duration.ofMinutes(60));
        watches.sweep();
        assertThat(waiting)
                .succeedsWithin(20, TimeUnit.SECONDS)
                .extracting(view -> view.status().state())
                .isEqualTo(SessionState.EXPIRED);
    }

    @Test
    void dismissAll_answersWithWhatIsTheCase() {
        String version = open("dismissed");
        CompletableFuture<View> waiting = watches.await("dismissed", "", version, LONG);
        watches.dismissAll();
        assertThat(waiting).isDone();
        assertThat(waiting.join().status().version()).isEqualTo(version);
    }

    @Test
    void sessionThatIsUnknown_isRefusedAtOnce() {
        assertThatThrownBy(() -> watches.await("unknown", "", "v", LONG)).isInstanceOf(ApiException.class);
    }

    @Test
    void whatIsKnownToThePage_isNotToldToWhoLacksItsProof() {
        HandoffService proving = service(HandoffPolicy.defaults().withSafeguards(Safeguard.PAGE_PROOF));
        Watches proven = watches(proving);
        String proof = proving.open("proven")
                .orElseThrow()
                .pageProof()
                .map(Secret::reveal)
                .orElseThrow();
        proven.await("proven", proof, "another", LONG).join();
        assertThatThrownBy(() -> proven.await("proven", "", "another", LONG)).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> proven.await("proven", proof + "x", "another", LONG))
                .isInstanceOf(ApiException.class);
    }

    private String open(String id) {
        sessions.add(
                id, new DemoSession("hash", Optional.empty(), clock.instant().plus(Duration.ofMinutes(60))));
        return handoffs.open(id).orElseThrow().status().version();
    }

    private Watches watches(HandoffService service) {
        ChangeFeed feed = known -> {
            sweeps.incrementAndGet();
            Map<String, String> changes = new HashMap<>(told);
            changes.keySet().retainAll(known.keySet());
            return changes;
        };
        return new Watches(service, sessions, feed, clock, timers, Runnable::run, new ConcurrentHashMap<>());
    }

    private HandoffService service(HandoffPolicy policy) {
        return HandoffService.builder()
                .store(new CountingReads())
                .keys(HandoffKeys.random())
                .policy(policy)
                .clock(clock)
                .build();
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
            afterNextFind.getAndSet(() -> {}).run();
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
