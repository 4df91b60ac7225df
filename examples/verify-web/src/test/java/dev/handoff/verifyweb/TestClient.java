package dev.handoff.verifyweb;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A client of a server on this machine: sends a page's requests, and connects phones. */
class TestClient {

    static final HttpClient HTTP = HttpClient.newHttpClient();

    private final int port;

    TestClient(int port) {
        this.port = port;
    }

    static String path(String sessionId) {
        return "/v1/verify/session/" + sessionId;
    }

    int port() {
        return port;
    }

    URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    Reply get(String path) {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    Reply post(String path, String body) {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    Reply send(HttpRequest.Builder request) {
        try {
            return new Reply(HTTP.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    CompletableFuture<Reply> getLater(String path) {
        return sendLater(HttpRequest.newBuilder(uri(path)));
    }

    CompletableFuture<Reply> sendLater(HttpRequest.Builder request) {
        return HTTP.sendAsync(request.build(), BodyHandlers.ofString()).thenApply(Reply::new);
    }

    JsonNode newSession() {
        return post("/v1/sessions", "{}").data();
    }

    String newSessionId() {
        return newSession().get("id").textValue();
    }

    /** Starts a session, and returns its payload. */
    JsonNode newPayload() {
        return mint(newSessionId()).data();
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
}
