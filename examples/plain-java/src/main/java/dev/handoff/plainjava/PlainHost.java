package dev.handoff.plainjava;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffPolicy.Opening;
import dev.handoff.HandoffService;
import dev.handoff.OpenedSession;
import dev.handoff.Outcome;
import dev.handoff.Result;
import dev.handoff.Safeguard;
import dev.handoff.json.FirstMessage.Greeting;
import dev.handoff.json.FirstMessage.Kind;
import dev.handoff.json.HandoffJson;
import dev.handoff.json.StatusJson;
import dev.handoff.store.memory.MemoryTokenStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small host: a page opens a session, shows a link, and polls the status; a phone takes the session over and reports
 * the outcome. Listens on the loopback address only: put a proxy with TLS and rate limits in front of it.
 */
public final class PlainHost implements AutoCloseable {

    private static final Pattern SESSION = Pattern.compile("/sessions/(?<id>[A-Za-z0-9_-]+)");
    private static final Pattern ORIGIN =
            Pattern.compile("http://[a-z0-9.:\\[\\]-]+(?<!:80)|https://[a-z0-9.:\\[\\]-]+(?<!:443)");
    private static final Logger LOG = LoggerFactory.getLogger(PlainHost.class);

    private final ExecutorService workers = Executors.newFixedThreadPool(32); // since JDK 21: virtual threads
    private final HandoffService handoffs;
    private final String publicUrl;
    private final HttpServer server;

    PlainHost(int port, String publicUrl, InstantSource clock) throws IOException {
        if (!ORIGIN.matcher(publicUrl).matches()) {
            throw new IllegalArgumentException(
                    "HANDOFF_PUBLIC_URL must be an origin as browsers write it, such as https://id.example, but is "
                            + publicUrl);
        }
        this.publicUrl = publicUrl;
        handoffs = HandoffService.builder()
                .store(new MemoryTokenStore()) // for a database: new JdbcTokenStore(dataSource)
                .keys(HandoffKeys.random()) // for a database: HandoffKeys.ofBase64(secret), the same on every node
                .policy(HandoffPolicy.defaults()
                        .withSafeguards(Safeguard.PAGE_PROOF)
                        .withOpening(
                                Opening.UNSTORED)) // anyone may open sessions: without a phone, a session costs no row
                .clock(clock)
                .build();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(workers);
        server.createContext("/", exchange -> Http.answer(exchange, this::reply));
        server.start();
    }

    /** Serves on port 8080 until the process ends. */
    public static void main(String[] args) throws IOException, InterruptedException {
        // closes a request that has not arrived completely after 10 seconds: else 32 slow senders block the host
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        String publicUrl = System.getenv().getOrDefault("HANDOFF_PUBLIC_URL", "http://localhost:8080");
        PlainHost host = new PlainHost(8080, publicUrl, InstantSource.system());
        System.out.println("ready " + publicUrl + "/");
        while (true) {
            TimeUnit.HOURS.sleep(1);
            host.purge();
        }
    }

    private Http.Reply reply(HttpExchange request) throws IOException {
        if (request.getRequestMethod().equals("POST") && Http.isOfForeignPage(request, publicUrl)) {
            return Http.problem(403, "FORBIDDEN_ORIGIN", "Only pages of " + publicUrl + " may send this request.");
        }
        String path = request.getRequestURI().getRawPath();
        Matcher session = SESSION.matcher(path);
        boolean ofSession = session.lookingAt();
        String id = ofSession ? session.group("id") : "";
        String route = ofSession ? "/sessions/{id}" + path.substring(session.end()) : path;
        // a header instead of a cookie, because a page of another origin can't make a browser send this header
        String pageProof = request.getRequestHeaders().getFirst("Page-Proof");
        return switch (request.getRequestMethod() + " " + route) {
            case "GET /" -> Http.file("page.html");
            case "GET /phone" -> Http.file("phone.html");
            case "GET /page.js", "GET /phone.js" -> Http.file(path.substring(1));
            case "POST /sessions" -> open();
            case "GET /sessions/{id}" -> status(id, pageProof);
            case "POST /sessions/{id}/code" -> code(id, pageProof);
            case "POST /sessions/{id}/phone" -> Http.fromPhone(request, phone -> connect(id, phone));
            case "POST /sessions/{id}/outcome" -> Http.fromPhone(request, phone -> finish(id, phone));
            default -> Http.problem(404, "NOT_FOUND", "There is nothing at this address.");
        };
    }

    private Http.Reply open() {
        String id = HandoffService.randomSessionId(); // nobody can guess this id
        OpenedSession opened = handoffs.open(id).orElseThrow();
        String pageProof = opened.pageProof().orElseThrow().reveal();
        return Http.json(201, Map.of("session_id", id, "page_proof", pageProof));
    }

    /** Mints the link, which the page shows as a QR code or as a link. Within a minute the same link is returned. */
    private Http.Reply code(String id, @Nullable String pageProof) {
        Handoff handoff = handoffs.mint(id, pageProof).orElseThrow();
        String link = HandoffJson.phoneLink(publicUrl + "/phone", handoff);
        return Http.json(
                200, Map.of("link", link, "expires_at", handoff.expiresAt().toString()));
    }

    /** Returns the whole status with the page proof; without the page proof only the state, once a phone consumed. */
    private Http.Reply status(String id, @Nullable String pageProof) {
        return Http.json(
                200,
                pageProof == null
                        ? StatusJson.of(id, handoffs.publicStatus(id).orElseThrow(), Map.of())
                        : StatusJson.of(id, handoffs.status(id, pageProof).orElseThrow()));
    }

    /** Handles a phone's hello, or its resume after the answer was lost. */
    private Http.Reply connect(String id, Greeting phone) {
        Result<Binding> bound = phone.kind() == Kind.HELLO
                ? handoffs.consume(id, phone.credentials())
                : handoffs.resume(id, phone.credentials());
        return Http.json(200, Map.of("connection", bound.orElseThrow().connection()));
    }

    /**
     * Handles a phone's outcome. The phone sends its credentials again, because every request is a new connection: the
     * binding never leaves this method. Here the phone decides the outcome; a real host checks the phone's data.
     */
    private Http.Reply finish(String id, Greeting phone) {
        Optional<String> failure = phone.fields().text("failure_code");
        if (failure.isPresent() && !Outcome.isFailureCode(failure.get())) {
            return Http.problem(400, "BAD_REQUEST", "A failure code is 1 to 64 of A-Z a-z 0-9 _ . -");
        }
        Outcome outcome = failure.map(Outcome::failedRetryably).orElseGet(Outcome::succeeded);
        Binding binding = handoffs.resume(id, phone.credentials()).orElseThrow();
        return Http.json(
                200,
                Map.of("status", handoffs.finish(binding, outcome).orElseThrow().code()));
    }

    private void purge() {
        try {
            while (handoffs.purge(10_000) == 10_000) {}
        } catch (RuntimeException trouble) {
            LOG.warn("ended sessions could not be deleted; this is tried again in an hour", trouble);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdown();
    }
}
