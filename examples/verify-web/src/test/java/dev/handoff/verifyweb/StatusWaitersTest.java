package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.SessionState;
import dev.handoff.SessionStatus;
import dev.handoff.store.memory.MemoryTokenStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatusWaitersTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final Workers workers = new Workers();
    private final HandoffService handoffs = HandoffService.builder()
            .store(new MemoryTokenStore())
            .keys(HandoffKeys.of(new byte[32]))
            .build();
    private final StatusWaiters waiters = new StatusWaiters(handoffs, InstantSource.system(), workers);
    private final String version = handoffs.open("session").orElseThrow().version();

    @AfterEach
    void stop() {
        workers.close();
    }

    @Test
    void wake_withoutAChange_leavesThemWaiting() {
        CompletableFuture<Result<SessionStatus>> waiting = waiters.await("session", version, LONG);
        waiters.wake("session");
        waiters.lookAtAll();
        assertThat(waiting).isNotDone();
    }

    @Test
    void wake_afterAChange_answersAllOfThatSession() {
        CompletableFuture<Result<SessionStatus>> one = waiters.await("session", version, LONG);
        CompletableFuture<Result<SessionStatus>> other = waiters.await("session", version, LONG);
        handoffs.cancel("session").orElseThrow();
        assertThat(one).isNotDone();
        waiters.wake("session");
        assertThat(one).succeedsWithin(5, TimeUnit.SECONDS);
        assertThat(other)
                .succeedsWithin(5, TimeUnit.SECONDS)
                .extracting(status -> status.orElseThrow().state())
                .isEqualTo(SessionState.CANCELLED);
    }

    @Test
    void dismissAll_answersWithWhatIsTheCase() {
        CompletableFuture<Result<SessionStatus>> waiting = waiters.await("session", version, LONG);
        waiters.dismissAll();
        assertThat(waiting)
                .succeedsWithin(5, TimeUnit.SECONDS)
                .extracting(status -> status.orElseThrow().version())
                .isEqualTo(version);
    }

    @Test
    void end_ofTheSession_answersByItself() {
        SessionStatus opened = handoffs.open(
                        "short", InstantSource.system().instant().plusMillis(300))
                .orElseThrow();
        CompletableFuture<Result<SessionStatus>> waiting = waiters.await("short", opened.version(), LONG);
        TestServer.await(() -> {
            waiters.lookAtAll();
            assertThat(waiting).isDone();
        });
        assertThat(waiting.join().orElseThrow().state()).isEqualTo(SessionState.EXPIRED);
    }

    @Test
    void session_thatIsUnknown_isAnsweredAtOnce() {
        assertThat(waiters.await("unknown", version, LONG).join().refusal()).contains(Refusal.SESSION_NOT_FOUND);
    }
}
