package dev.handoff.verifyweb;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.testkit.SettableClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A server of this process on a port of its own, and a client that talks to it. */
final class TestServer implements AutoCloseable {

    static final String KEY = Base64.getEncoder().encodeToString("a key of thirty-two bytes or more".getBytes(UTF_8));
    static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final SettableClock clock;
    private final Server server;

    private TestServer(SettableClock clock, Server server) {
        this.clock = clock;
        this.server = server;
    }

    /** With sessions in memory, unless the settings, as name and value in turns, say otherwise. */
    static TestServer start(String... settings) {
        return start(new SettableClock(Instant.now().truncatedTo(ChronoUnit.SECONDS)), settings);
    }

    static TestServer start(SettableClock clock, String... settings) {
        Map<String, String> environment = new HashMap<>(Map.of("HANDOFF_PORT", "0", "HANDOFF_KEYS", KEY));
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        return new TestServer(clock, Server.start(Settings.of(environment), clock));
    }

    SettableClock clock() {
        return clock;
    }

    int port() {
        return server.port();
    }

    URI uri(String path) {
        return URI.create("http://localhost:" + port() + path);
    }

    Reply get(String path) {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    Reply post(String path, String body) {
        return send(HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)));
    }

    Reply send(HttpRequest.Builder request) {
        try {
            return new Reply(CLIENT.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    CompletableFuture<Reply> getLater(String path) {
        return CLIENT.sendAsync(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString())
                .thenApply(Reply::new);
    }

    /** The data of a new session. */
    JsonNode newSession() {
        return post("/v1/sessions", "{}").data();
    }

    /** The id of a new session. */
    String newSessionId() {
        return newSession().get("id").textValue();
    }

    Reply mint(String sessionId) {
        return post(path(sessionId) + "/handoff", "");
    }

    Reply status(String sessionId) {
        return get(path(sessionId) + "/status");
    }

    Reply cancel(JsonNode session) {
        return post(
                path(session.get("id").textValue()) + "/cancel",
                "{\"cancel_token\":\"" + session.get("cancel_token").textValue() + "\"}");
    }

    TestPhone phone(String sessionId) {
        return TestPhone.connect(this, sessionId);
    }

    /** A new session's payload, with which a phone may say hello. */
    JsonNode newPayload() {
        return mint(newSessionId()).data();
    }

    static String path(String sessionId) {
        return "/v1/verify/session/" + sessionId;
    }

    @Override
    public void close() {
        server.close();
    }
}
