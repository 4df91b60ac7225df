package dev.handoff.verifyweb;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.Safeguard;
import dev.handoff.verifyweb.Settings.StartException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The demo: the constructor wires all parts and starts the server. */
final class Demo implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
    private static final String SESSION = "/v1/verify/session/{}";
    private final WebServer web;
    private final Storage storage;
    private final Watches watches;
    private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(3);

    /** The real-time intervals of the server, and the clock of the limits, whose milliseconds never go back. */
    record Timing(Duration helloWithin, Duration betweenSweeps, Duration betweenDeliveries, LongSupplier millis) {
        private static final long START = System.nanoTime();
        static final Timing DEFAULT =
                new Timing(ofSeconds(10), ofMillis(500), ofSeconds(1), () -> (System.nanoTime() - START) / 1_000_000);
    }

    /** Throws a {@link StartException} if the port is taken, or if the storage or a setting can't be used. */
    Demo(Settings settings, InstantSource clock, Timing timing, Function<Settings, Storage> opening) {
        storage = opening.apply(settings);
        CompletableFuture<Watches> listening = new CompletableFuture<>();
        Optional<Webhook> webhook = settings.webhookUrl.map(
                url -> new Webhook(storage.database(), url, settings.webhookSecret.orElseThrow(), clock));
        HandoffService handoffs;
        try {
            handoffs = HandoffService.builder()
                    .store(storage.tokens())
                    .keys(settings.keys.orElseGet(HandoffKeys::random))
                    .policy(settings.policy)
                    .namespace(settings.namespace)
                    .clock(clock)
                    .listener(event -> webhook.ifPresent(hook -> hook.on(event)))
                    .listener(event -> listening.join().on(event))
                    .build();
        } catch (IllegalArgumentException rejected) {
            throw new StartException("HANDOFF_KEYS, HANDOFF_NAMESPACE, HANDOFF_TOKEN_LIFETIME, HANDOFF_REUSE_WINDOW or"
                    + " HANDOFF_SESSION_LIFETIME can't be used: " + rejected.getMessage());
        }
        web = new WebServer(settings.bind, settings.port);
        Executor workers = task -> web.jetty.getThreadPool().execute(logged(task));
        if (settings.keys.isEmpty()) {
            LOG.warn("HANDOFF_KEYS is not set: this process uses random keys, and its sessions end when it stops");
        }
        LOG.info("safeguards in force: {}", settings.policy.safeguards());
        String local = Settings.origin("http://localhost:" + port()).toString();
        URI publicUrl = settings.publicUrl.orElse(URI.create(local));
        List<String> origins = settings.publicUrl
                .map(url -> List.of(url.toString()))
                .orElse(List.of(local, local.replace("localhost", "127.0.0.1"), local.replace("localhost", "[::1]")));
        Limits limits = new Limits(settings.isRateLimited, timing.millis);
        watches = new Watches(handoffs::sessionKey, storage.stampsByKey(), clock, workers, new ConcurrentHashMap<>());
        Executor atHelloDeadline =
                CompletableFuture.delayedExecutor(timing.helloWithin.toMillis(), MILLISECONDS, workers);
        SessionsApi sessions = new SessionsApi(
                handoffs, storage, webhook, watches, limits, settings, clock, atHelloDeadline, publicUrl);
        Routes routes = new Routes(origins)
                .on("GET /", exchange -> Pages.send(exchange, "index.html"))
                .on("GET /verify/{}/?", exchange -> Pages.send(exchange, "verify.html"))
                // also matches links that another program changed: the page explains what to do
                .on("GET (?i)/+phone([^a-z].*)?", exchange -> Pages.send(exchange, "phone.html"))
                .on("GET /assets/{}", exchange -> Pages.send(exchange, exchange.parameter()))
                .on("GET /healthz", sessions::health)
                .on("POST /v1/sessions", sessions::start)
                .on("GET " + SESSION, exchange -> web.upgrade(exchange, request -> new PhoneSocket(sessions, request)))
                .on("GET " + SESSION + "/status", sessions::status)
                .on("POST " + SESSION + "/handoff", sessions::mint)
                .on("POST " + SESSION + "/code", sessions::draw)
                .on("POST " + SESSION + "/cancel", sessions::cancel);
        if (settings.policy.safeguards().contains(Safeguard.MATCH_CODE)) {
            routes.on("GET " + SESSION + "/match", sessions::matchChoices)
                    .on("POST " + SESSION + "/match", sessions::pick);
        }
        listening.complete(watches);
        repeat(timing.betweenSweeps(), watches::sweep);
        repeat(ofSeconds(1), web::endSlowHeads);
        webhook.ifPresent(hook -> repeat(timing.betweenDeliveries, () -> hook.deliverDue(handoffs)));
        repeat(Duration.ofHours(1), () -> {
            while (handoffs.purge(500) == 500) {}
            storage.purge(clock.instant().minus(settings.policy.retention()));
        });
        web.start(routes);
    }

    int port() {
        return web.port();
    }

    @Override
    public void close() {
        watches.dismissAll();
        timers.shutdownNow();
        web.close();
        storage.pool().close();
    }

    private void repeat(Duration pause, Runnable task) {
        var unused = timers.scheduleWithFixedDelay(logged(task), 0, pause.toMillis(), MILLISECONDS);
    }

    /** Logs what the task throws: without this, a repeated task that throws would stop without notice. */
    private static Runnable logged(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException failure) {
                ApiException.of(failure); // logs the failure
            }
        };
    }
}
