package dev.handoff.verifyweb;

import dev.handoff.HandoffService;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole demo, put together and running. */
final class Server implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private final Storage storage;
    private final Workers workers;
    private final StatusWaiters waiters;
    private final PhoneSockets phones;
    private final Javalin web;

    private Server(Storage storage, Workers workers, StatusWaiters waiters, PhoneSockets phones, Javalin web) {
        this.storage = storage;
        this.workers = workers;
        this.waiters = waiters;
        this.phones = phones;
        this.web = web;
    }

    /**
     * A server that answers requests.
     *
     * @param clock what time it is for sessions and tokens
     * @param timing when the server does what by itself
     * @throws StartException if the port is taken or the database is of no use
     */
    static Server start(Settings settings, InstantSource clock, Timing timing) {
        ServerSocketChannel channel = WebServer.bind(settings.port());
        try {
            return start(settings, clock, timing, channel, Storage.open(settings));
        } catch (StartException failed) {
            closeQuietly(channel);
            throw failed;
        }
    }

    int port() {
        return web.port();
    }

    /** Answers those who wait, tells phones to come back, and stops. */
    @Override
    public void close() {
        waiters.dismissAll();
        phones.dismissAll();
        workers.close();
        web.stop();
        storage.close();
    }

    private static Server start(
            Settings settings, InstantSource clock, Timing timing, ServerSocketChannel channel, Storage storage) {
        warn(settings);
        URI publicUrl = settings.publicUrl().orElseGet(() -> ownAddress(channel));
        Workers workers = new Workers();
        SessionNews news = new SessionNews(workers);
        HandoffService handoffs = HandoffService.builder()
                .store(storage.tokens())
                .keys(settings.keys())
                .policy(settings.policy())
                .namespace(settings.namespace())
                .clock(clock)
                .listener(news)
                .build();
        StatusWaiters waiters = new StatusWaiters(handoffs, clock, workers);
        PhoneSockets phones = new PhoneSockets(handoffs, workers, timing.helloWithin());
        news.tell(event -> waiters.wake(event.sessionId()));
        news.tell(phones::hear);
        Housekeeping housekeeping =
                new Housekeeping(handoffs, storage.sessions(), settings.policy().retention(), clock);
        workers.repeat(timing.betweenLooksForWaiters(), waiters::lookAtAll);
        workers.repeat(timing.betweenLooksForPhones(), phones::lookAtAll);
        workers.repeat(timing.betweenPurges(), housekeeping::purge);
        Routes routes = new Routes(
                new SessionsApi(
                        handoffs, storage.sessions(), settings.policy().sessionLifetime(), clock, publicUrl.toString()),
                new CodeApi(handoffs, clock, publicUrl.toString()),
                new StatusApi(handoffs, storage.sessions(), waiters),
                new PhoneUpgrade(publicUrl),
                phones,
                new Pages());
        return new Server(storage, workers, waiters, phones, WebServer.start(channel, routes));
    }

    private static void warn(Settings settings) {
        if (settings.keysAreRandom()) {
            LOG.warn("HANDOFF_KEYS is not set: the keys are made up for this start, and sessions end with it");
        }
        if (settings.wantsWebhook()) {
            LOG.warn("HANDOFF_WEBHOOK_URL is set, but this version sends no webhooks");
        }
    }

    private static URI ownAddress(ServerSocketChannel channel) {
        try {
            int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
            return URI.create("http://localhost:" + port);
        } catch (IOException closed) {
            throw new StartException("the port was lost while starting");
        }
    }

    private static void closeQuietly(ServerSocketChannel channel) {
        try {
            channel.close();
        } catch (IOException leftToTheSystem) {
            LOG.debug("the port could not be given back", leftToTheSystem);
        }
    }
}
