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
 * A page opens a session and shows a link; a phone takes the session over and reports how its work went; meanwhile the
 * page asks for the status. Listens on this machine only: a proxy that speaks TLS and limits rates belongs in front.
 */
public final class PlainHost implements AutoCloseable {

    private static final Pattern SESSION = Pattern.compile("/sessions/(?<id>[A-Za-z0-9_-]+)");
    private static final Pattern ORIGIN =
            Pattern.compile("http://[a-z0-9.:\\[\\]-]+(?<!:80)|https://[a-z0-9.:\\[\\]-]+(?<!:443)");
    private static final Logger LOG = LoggerFactory.getLogger(PlainHost.class);

    private final ExecutorService workers = Executors.newFixedThreadPool(32); // from JDK 21 on, a virtual thread each
    private final HandoffService handoffs;
    private final String publicUrl;
    private final HttpServer server;

    PlainHost(int port, String publicUrl, InstantSource clock) throws IOException {
        if (!ORIGIN.matcher(publicUrl).matches()) {
            throw new IllegalArgumentException("not as browsers write an origin, without a path: " + publicUrl);
        }
        this.publicUrl = publicUrl;
        handoffs = HandoffService.builder()
                .store(new MemoryTokenStore()) // to keep sessions: new JdbcTokenStore(dataSource)
                .keys(HandoffKeys.random()) // with it: HandoffKeys.ofBase64(secret), the same on every node
                .policy(HandoffPolicy.defaults()
                        .withSafeguards(Safeguard.PAGE_PROOF)
                        .withOpening(Opening.UNSTORED)) // anybody may open: what no phone comes to costs no row
                .clock(clock)
                .build();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(workers);
        server.createContext("/", exchange -> Http.answer(exchange, this::reply));
        server.start();
    }

    /** Serves on port 8080 until the process ends. */
    public static void main(String[] args) throws IOException, InterruptedException {
        // seconds after which a request that has not arrived in full is cut off: else 32 slow senders stop the host
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
            return Http.problem(403, "FORBIDDEN_ORIGIN", "Only pages of " + publicUrl + " may do that.");
        }
        String path = request.getRequestURI().getRawPath();
        Matcher session = SESSION.matcher(path);
        boolean ofSession = session.lookingAt();
        String id = ofSession ? session.group("id") : "";
        String route = ofSession ? "/sessions/{id}" + path.substring(session.end()) : path;
        // a header and no cookie: no page of another origin can make a browser send it
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
            default -> Http.problem(404, "NOT_FOUND", "There is nothing here.");
        };
    }

    private Http.Reply open() {
        String id = HandoffService.randomSessionId(); // nobody may guess it
        OpenedSession opened = handoffs.open(id).orElseThrow();
        String pageProof = opened.pageProof().orElseThrow().reveal();
        return Http.json(201, Map.of("session_id", id, "page_proof", pageProof));
    }

    /** What the page shows as a QR code, and as a link on the phone itself. Within a minute it gets the same again. */
    private Http.Reply code(String id, @Nullable String pageProof) {
        Handoff handoff = handoffs.mint(id, pageProof).orElseThrow();
        String link = HandoffJson.phoneLink(publicUrl + "/phone", handoff);
        return Http.json(
                200, Map.of("link", link, "expires_at", handoff.expiresAt().toString()));
    }

    /** Everything for the page that opened the session; for anybody else the bare state, once a phone came. */
    private Http.Reply status(String id, @Nullable String pageProof) {
        return Http.json(
                200,
                pageProof == null
                        ? StatusJson.of(id, handoffs.publicStatus(id).orElseThrow(), Map.of())
                        : StatusJson.of(id, handoffs.status(id, pageProof).orElseThrow()));
    }

    /** A phone comes, or comes back after the answer got lost. */
    private Http.Reply connect(String id, Greeting phone) {
        Result<Binding> bound = phone.kind() == Kind.HELLO
                ? handoffs.consume(id, phone.credentials())
                : handoffs.resume(id, phone.credentials());
        return Http.json(200, Map.of("connection", bound.orElseThrow().connection()));
    }

    /**
     * A phone has done its work. It presents its credentials again, as every request is a connection of its own: the
     * binding never leaves this method. Here the phone says how it went; a real host looks at what it delivered.
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
            LOG.warn("ended sessions could not be deleted; the next hour will do", trouble);
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
