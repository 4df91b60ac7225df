package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A phone's connection in a test. */
final class TestPhone implements WebSocket.Listener {

    static final String SUCCEEDED = "{\"type\":\"finish\",\"outcome\":\"succeeded\"}";

    private static final int PATIENCE_SECONDS = 60;

    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private WebSocket socket;
    private String deviceId = "device-" + UUID.randomUUID();

    private TestPhone() {}

    static TestPhone connect(TestClient server, String sessionId) {
        TestPhone phone = new TestPhone();
        phone.socket = connecting(server, sessionId, phone).join();
        return phone;
    }

    static CompletableFuture<WebSocket> connecting(
            TestClient server, String sessionId, WebSocket.Listener listener, String... headers) {
        WebSocket.Builder builder = TestClient.HTTP.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        URI uri = URI.create("ws://localhost:" + server.port() + TestClient.path(sessionId));
        return builder.buildAsync(uri, listener);
    }

    /** Connects the same device again. */
    TestPhone reconnect(TestClient server, String sessionId) {
        TestPhone again = connect(server, sessionId);
        again.deviceId = deviceId;
        return again;
    }

    static String credentials(String type, JsonNode payload, String deviceId) {
        return "{\"type\":\"" + type + "\",\"attempt_id\":\""
                + payload.get("attempt_id").textValue() + "\",\"mobile_write_token\":\""
                + payload.get("mobile_write_token").textValue() + "\",\"device_id\":\"" + deviceId + "\"}";
    }

    TestPhone hello(JsonNode payload) {
        return send(credentials("hello", payload, deviceId));
    }

    TestPhone resume(JsonNode payload) {
        return send(credentials("resume", payload, deviceId));
    }

    TestPhone ping() {
        return send("{\"type\":\"ping\"}");
    }

    TestPhone succeed() {
        return send(SUCCEEDED);
    }

    TestPhone fail(String code, boolean retryable) {
        return send("{\"type\":\"finish\",\"outcome\":\"failed\",\"failure_code\":\"" + code + "\",\"retryable\":"
                + retryable + "}");
    }

    TestPhone send(String message) {
        socket.sendText(message, true).join();
        return this;
    }

    /** Sends the message, unless the server has closed the connection already. */
    TestPhone sendUnlessClosed(String message) {
        socket.sendText(message, true).exceptionally(closed -> socket).join();
        return this;
    }

    TestPhone sendPart(String message) {
        socket.sendText(message, false).join();
        return this;
    }

    TestPhone sendBinary(byte[] message) {
        socket.sendBinary(ByteBuffer.wrap(message), true).join();
        return this;
    }

    /** Drops the connection without a close frame. */
    void vanish() {
        socket.abort();
    }

    /** Returns the server's next message. */
    JsonNode next() {
        try {
            JsonNode message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(message).as("the next message").isNotNull();
            return message;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Expects this ack as the next message. */
    JsonNode expectAck(String message) {
        JsonNode next = next();
        assertThat(next.path("type").textValue() + " " + next.path("message").textValue())
                .as(next.toString())
                .isEqualTo("ack " + message);
        return next;
    }

    /** Expects an error with this code as the next message. */
    void expectError(String code) {
        JsonNode next = next();
        assertThat(next.fieldNames()).toIterable().containsExactly("type", "code", "message");
        assertThat(next.get("type").textValue() + " " + next.get("code").textValue())
                .isEqualTo("error " + code);
        assertThat(next.get("message").textValue()).isNotBlank();
    }

    /** Expects an error with this code, and then a close with 1008. */
    void expectRefusal(String code) {
        expectRefusal(code, 1008);
    }

    void expectRefusal(String code, int closeCode) {
        expectError(code);
        expectClose(closeCode);
    }

    void expectClose(int code) {
        assertThat(closed).succeedsWithin(PATIENCE_SECONDS, TimeUnit.SECONDS).isEqualTo(code);
        assertThat(messages).isEmpty();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            messages.add(Reply.json(partial.toString()));
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }
}
