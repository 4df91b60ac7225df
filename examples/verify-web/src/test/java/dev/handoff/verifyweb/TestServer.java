package dev.handoff.verifyweb;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.handoff.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** A server in the test's JVM, on its own port, with a clock that the test sets. */
final class TestServer extends TestClient implements AutoCloseable {

    static final String KEY = Base64.getEncoder().encodeToString("a key of thirty-two bytes or more".getBytes(UTF_8));

    private final SettableClock clock;
    private final Demo server;

    private TestServer(SettableClock clock, Demo server) {
        super(server.port());
        this.clock = clock;
        this.server = server;
    }

    /** Starts a server with these settings: name, value, name, value, … By default the sessions are in memory. */
    static TestServer start(String... settings) {
        return start(new SettableClock(Instant.now().truncatedTo(ChronoUnit.SECONDS)), settings);
    }

    static TestServer start(SettableClock clock, String... settings) {
        return start(clock, usual(clock), settings);
    }

    /** Starts a server with the test's own storage. */
    static TestServer start(SettableClock clock, Function<Settings, Storage> opening, String... settings) {
        return start(clock, usual(clock), opening, settings);
    }

    /** Starts a server without sweeps, which notifies clients only of its own changes. */
    static TestServer startBlind(SettableClock clock, String... settings) {
        return startBlind(clock, Storage::open, settings);
    }

    /** Starts a server without sweeps, with the test's own storage. */
    static TestServer startBlind(SettableClock clock, Function<Settings, Storage> opening, String... settings) {
        return start(
                clock,
                new Demo.Timing(Duration.ofSeconds(10), Duration.ofHours(1), Duration.ofHours(1), clock::millis),
                opening,
                settings);
    }

    /** Starts a server with this deadline for the first message. */
    static TestServer startImpatient(Duration helloWithin, String... settings) {
        SettableClock clock = new SettableClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        return start(clock, timing(clock, helloWithin, Demo.Timing.DEFAULT.betweenDeliveries()), settings);
    }

    /** Starts a server that sends webhooks as soon as they are due. */
    static TestServer startDelivering(String... settings) {
        SettableClock clock = new SettableClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        return start(clock, timing(clock, Demo.Timing.DEFAULT.helloWithin(), Duration.ofMillis(20)), settings);
    }

    /** Returns the default timing with these changes; the limits use the test's clock. */
    private static Demo.Timing timing(SettableClock clock, Duration helloWithin, Duration betweenDeliveries) {
        Demo.Timing usual = Demo.Timing.DEFAULT;
        return new Demo.Timing(helloWithin, usual.betweenSweeps(), betweenDeliveries, clock::millis);
    }

    private static Demo.Timing usual(SettableClock clock) {
        Demo.Timing usual = Demo.Timing.DEFAULT;
        return timing(clock, usual.helloWithin(), usual.betweenDeliveries());
    }

    private static TestServer start(SettableClock clock, Demo.Timing timing, String... settings) {
        return start(clock, timing, Storage::open, settings);
    }

    private static TestServer start(
            SettableClock clock, Demo.Timing timing, Function<Settings, Storage> opening, String... settings) {
        Map<String, String> environment =
                new HashMap<>(Map.of("HANDOFF_PORT", "0", "HANDOFF_KEYS", KEY, "HANDOFF_RATE_LIMIT", "off"));
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        return new TestServer(clock, new Demo(new Settings(environment), clock, timing, opening));
    }

    /** Repeats the assertion until it passes, for up to 60 s. */
    static void await(ThrowingRunnable assertion) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(assertion);
    }

    SettableClock clock() {
        return clock;
    }

    @Override
    public void close() {
        server.close();
    }
}
