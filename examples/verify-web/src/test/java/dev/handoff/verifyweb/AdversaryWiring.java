package dev.handoff.verifyweb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.handoff.Safeguard;
import dev.handoff.SessionState;
import dev.handoff.testkit.SettableClock;
import dev.handoff.testkit.adversary.PageRequest;
import dev.handoff.testkit.adversary.SafeguardedTransport;
import dev.handoff.testkit.adversary.ScannedCode;
import dev.handoff.testkit.adversary.ServerReply;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Connects the testkit's adversary with the demo: pages over HTTP, phones over WebSocket. */
final class AdversaryWiring implements SafeguardedTransport {

    private final TestServer server;
    private final Set<Safeguard> safeguards;
    private final Map<String, JsonNode> pages = new ConcurrentHashMap<>();

    AdversaryWiring(Safeguard... safeguards) {
        this("stored", safeguards);
    }

    AdversaryWiring(String opening, Safeguard... safeguards) {
        this.safeguards = Set.of(safeguards);
        List<String> settings = new ArrayList<>(List.of("HANDOFF_OPENING", opening));
        for (Safeguard safeguard : safeguards) {
            settings.addAll(List.of("HANDOFF_" + safeguard, "on"));
        }
        server = TestServer.start(settings.toArray(String[]::new));
    }

    @Override
    public Set<Safeguard> safeguards() {
        return safeguards;
    }

    @Override
    public String openSession() {
        JsonNode session = server.newSession();
        pages.put(session.get("id").textValue(), session);
        return session.get("id").textValue();
    }

    @Override
    public ScannedCode mint(String sessionId) {
        JsonNode payload = asPage(sessionId, "/handoff", "").data();
        return new ScannedCode(
                sessionId,
                payload.get("attempt_id").textValue(),
                payload.get("mobile_write_token").textValue());
    }

    @Override
    public SessionState status(String sessionId) {
        return SessionState.valueOf(server.send(withProof(sessionId, "/status"))
                .data()
                .get("status")
                .textValue()
                .toUpperCase(Locale.ROOT));
    }

    @Override
    public void cancel(String sessionId) {
        server.cancel(pages.get(sessionId));
    }

    @Override
    public ServerReply mintWithoutProof(String sessionId) {
        return reply(server.mint(sessionId));
    }

    @Override
    public List<String> matchChoices(String sessionId) {
        List<String> choices = new ArrayList<>();
        server.send(withProof(sessionId, "/match"))
                .data()
                .get("choices")
                .forEach(choice -> choices.add(choice.textValue()));
        return choices;
    }

    @Override
    public ServerReply pick(String sessionId, String digits) {
        return reply(asPage(sessionId, "/match", choice(digits)));
    }

    @Override
    public ServerReply pickWithoutProof(String sessionId, String digits) {
        return reply(server.post(TestClient.path(sessionId) + "/match", choice(digits)));
    }

    /**
     * Sends the own page's request, with its cookie and cancel token, but with the headers of another page's browser.
     */
    @Override
    public Optional<ServerReply> send(PageRequest request) {
        JsonNode session = pages.get(request.sessionId());
        String path = TestClient.path(request.sessionId());
        HttpRequest.Builder post = switch (request.kind()) {
            case OPEN -> post("/v1/sessions", "{}");
            case MINT -> post(path + "/handoff", "");
            case PICK -> post(path + "/match", choice(request.digits()));
            case CANCEL -> post(path + "/cancel", "{\"cancel_token\":" + session.get("cancel_token") + "}");
        };
        post.header("Cookie", "page_proof=" + session.path("page_proof").asText());
        request.headers("http://localhost:" + server.port()).forEach(post::setHeader);
        Reply reply = server.send(post);
        return Optional.of(
                reply(reply).withCacheControl(reply.header("Cache-Control").orElse(null)));
    }

    private HttpRequest.Builder post(String path, String body) {
        return HttpRequest.newBuilder(server.uri(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    @Override
    public Optional<SettableClock> clock() {
        return Optional.of(server.clock());
    }

    @Override
    public SafeguardedConnection connect(String sessionId) {
        return new AdversaryPhone(server, sessionId);
    }

    @Override
    public void close() {
        server.close();
    }

    private Reply asPage(String sessionId, String path, String body) {
        return server.send(withProof(sessionId, path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder withProof(String sessionId, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(TestClient.path(sessionId) + path));
        return safeguards.contains(Safeguard.PAGE_PROOF)
                ? request.header(
                        "X-Page-Proof", pages.get(sessionId).get("page_proof").textValue())
                : request;
    }

    private static String choice(String digits) {
        return JsonNodeFactory.instance.objectNode().put("choice", digits).toString();
    }

    private static ServerReply reply(Reply reply) {
        return reply.status() < 300
                ? ServerReply.accepted(reply.body())
                : ServerReply.refused(reply.error().substring("409 ".length()), reply.body());
    }
}
