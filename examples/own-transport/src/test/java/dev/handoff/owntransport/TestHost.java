package dev.handoff.owntransport;

import dev.handoff.HandoffKeys;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffService;
import dev.handoff.store.memory.MemoryTokenStore;
import dev.handoff.testkit.SettableClock;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A host with a port for pages and a port for phones. */
final class TestHost implements AutoCloseable {

    final SettableClock clock = new SettableClock(Instant.parse("2030-01-01T00:00:00Z"));
    final HandoffService handoffs;
    private final ExecutorService notices = Executors.newFixedThreadPool(2);
    private final ServerSocket pageDoor = TestTls.listen();
    private final ServerSocket phoneDoor = TestTls.listen();
    private final LineServer pages;
    private final LineServer phones;

    TestHost(HandoffPolicy policy) {
        HandoffLines lines = new HandoffLines(
                HandoffService.builder()
                        .store(new MemoryTokenStore())
                        .keys(HandoffKeys.random())
                        .policy(policy)
                        .clock(clock),
                notices);
        handoffs = lines.handoffs;
        pages = new LineServer(pageDoor, 100, Duration.ofSeconds(10), lines::servePage);
        phones = new LineServer(phoneDoor, 1_000, Duration.ofSeconds(10), lines::servePhone);
    }

    TestLine page() {
        return new TestLine(pageDoor.getLocalPort());
    }

    TestLine phone() {
        return new TestLine(phoneDoor.getLocalPort());
    }

    @Override
    public void close() {
        try {
            pages.close();
            phones.close();
        } catch (IOException e) {
            throw new AssertionError("the server could not be stopped", e);
        }
        notices.shutdownNow();
    }
}
