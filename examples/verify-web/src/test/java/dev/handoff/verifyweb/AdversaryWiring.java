package dev.handoff.verifyweb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.Outcome;
import dev.handoff.Safeguard;
import dev.handoff.SessionState;
import dev.handoff.testkit.SettableClock;
import dev.handoff.testkit.adversary.Credentials;
import dev.handoff.testkit.adversary.PageRequest;
import dev.handoff.testkit.adversary.SafeguardedTransport;
import dev.handoff.testkit.adversary.ScannedCode;
import dev.handoff.testkit.adversary.ServerReply;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Connects the testkit's adversary with the demo: pages over HTTP, phones over WebSocket. */
final class AdversaryWiring implements SafeguardedTransport {

    private static final int PATIENCE_SECONDS = 60;

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
        return new Phone(sessionId);
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

    /** A phone's socket. An unsolicited message is returned as the reply to the next message that is sent. */
    private final class Phone implements SafeguardedConnection, WebSocket.Listener {

        private final BlockingQueue<ServerReply> replies = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();
        private final WebSocket socket;
        private volatile boolean isClosed;

        Phone(String sessionId) {
            socket = TestPhone.connecting(server, sessionId, this).join();
        }

        @Override
        public ServerReply hello(Credentials phone) {
            return say(credentials("hello", phone));
        }

        @Override
        public ServerReply resume(Credentials phone) {
            return say(credentials("resume", phone));
        }

        @Override
        public ServerReply challenge(Credentials phone) {
            return say(credentials("challenge", phone));
        }

        @Override
        public ServerReply finish(Outcome outcome) {
            ObjectNode finish = JsonNodeFactory.instance.objectNode().put("type", "finish");
            return outcome.kind() == Outcome.Kind.SUCCEEDED
                    ? say(finish.put("outcome", "succeeded"))
                    : say(finish.put("outcome", "failed")
                            .put("failure_code", outcome.failureCode())
                            .put("retryable", outcome.kind() == Outcome.Kind.FAILED_RETRYABLE));
        }

        @Override
        public void helloAndDrop(Credentials phone) {
            send(credentials("hello", phone));
            drop();
        }

        @Override
        public void drop() {
            socket.abort();
        }

        private ServerReply say(ObjectNode message) {
            return next(!isClosed && send(message));
        }

        @Override
        public Optional<ServerReply> hear() {
            return Optional.of(next(!isClosed));
        }

        private ServerReply next(boolean isExpected) {
            try {
                ServerReply reply = replies.poll(isExpected ? PATIENCE_SECONDS : 0, TimeUnit.SECONDS);
                if (reply == null && isExpected) {
                    throw new AssertionError("no reply in " + PATIENCE_SECONDS + " s");
                }
                return reply == null ? ServerReply.closed() : reply;
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        }

        private boolean send(ObjectNode message) {
            try {
                socket.sendText(message.toString(), true).join();
                return true;
            } catch (CompletionException closed) {
                return false;
            }
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                replies.add(read(partial.toString()));
                partial.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
            close();
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            close();
        }

        /** Ends the wait for a reply; later messages are not waited for. */
        private void close() {
            isClosed = true;
            replies.add(ServerReply.closed());
        }
    }

    private static ServerReply read(String text) {
        JsonNode message = Reply.json(text);
        if (message.path("type").asText().equals("error")) {
            return ServerReply.refused(message.path("code").asText(), text);
        }
        String given = message.path("type").asText().equals("challenge") ? "value" : "match_code";
        return ServerReply.accepted(text).giving(message.path(given).textValue());
    }

    private static ObjectNode credentials(String type, Credentials phone) {
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("type", type);
        putIfThere(message, "attempt_id", phone.attemptId());
        putIfThere(message, "mobile_write_token", phone.token());
        putIfThere(message, "device_id", phone.deviceId());
        putIfThere(message, "proof", phone.proof());
        return message;
    }

    private static void putIfThere(ObjectNode message, String name, String text) {
        if (text != null) {
            message.put(name, text);
        }
    }
}
