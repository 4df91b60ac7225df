package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.handoff.verifyweb.Settings.StartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The webhook sends every session's outcome to another service, as Standard Webhooks specifies. */
class WebhookTest {

    private static final String SECRET =
            "whsec_" + Base64.getEncoder().encodeToString("k".repeat(32).getBytes(StandardCharsets.US_ASCII));

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    private HttpServer receiver;
    private TestServer server;

    private record Received(String id, String timestamp, String signature, String body) {}

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hook", this::receive);
        receiver.start();
        server = TestServer.startDelivering("HANDOFF_WEBHOOK_URL", url(), "HANDOFF_WEBHOOK_SECRET", SECRET);
    }

    @AfterEach
    void stop() {
        server.close();
        receiver.stop(0);
    }

    /** The example is from the specification's own libraries. */
    @Test
    void signature_ofTheSpecificationsExample_equalsTheKnownSignature() {
        Webhook.Secret secret = new Webhook.Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        assertThat(secret.signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void cancel_ofASession_sendsOneSignedMessage() {
        JsonNode session = server.newSession();
        server.cancel(session);

        TestServer.await(() -> assertThat(received).hasSize(1));
        Received message = received.get(0);
        assertThat(message.body())
                .contains("\"type\":\"verification.session.cancelled\"")
                .contains("\"data\":{\"session_id\":\"" + session.get("id").textValue()
                        + "\",\"status\":\"cancelled\",\"failure_code\":null}");
        assertThat(message.signature())
                .isEqualTo(new Webhook.Secret(SECRET)
                        .signature(message.id(), Long.parseLong(message.timestamp()), message.body()));
    }

    @Test
    void receiver_thatFails_getsTheSameMessageAgain() {
        answers.addAll(List.of(503, 404, 401, 302));
        server.cancel(server.newSession());

        TestServer.await(() -> assertThat(received).hasSize(1));
        TestServer.await(() -> {
            server.clock().advance(Duration.ofSeconds(2));
            assertThat(received).hasSize(5);
        });
        assertThat(received.stream().map(Received::id).distinct()).hasSize(1);
        assertThat(received.stream().map(Received::body).distinct()).hasSize(1);
    }

    /** Without a webhook, records are purged one hour after the session's end. */
    @Test
    void receiver_unavailableForHours_getsTheMessageLater() {
        answers.add(503);
        JsonNode session = server.newSession();
        server.cancel(session);
        TestServer.await(() -> assertThat(received).hasSize(1));
        server.clock().advance(Duration.ofHours(5));

        TestServer.await(() -> assertThat(received).hasSize(2));
        assertThat(received.get(1).body())
                .contains("cancelled", session.get("id").textValue());
    }

    @Test
    void receiver_answering410_doesNotGetTheMessageAgain() {
        answers.add(410);
        server.cancel(server.newSession());
        TestServer.await(() -> assertThat(received).hasSize(1));
        server.clock().advance(Duration.ofMinutes(5));
        server.cancel(server.newSession());

        TestServer.await(() -> assertThat(received).hasSize(2));
        assertThat(received.stream().map(Received::id)).doesNotHaveDuplicates();
    }

    @Test
    void expiredSession_afterTheGracePeriod_isSent() {
        JsonNode session = server.newSession();
        server.clock().advance(Duration.ofMinutes(60));
        server.cancel(server.newSession());
        TestServer.await(() -> assertThat(received).hasSize(1));
        assertThat(received.get(0).body())
                .as("sent within the grace period")
                .doesNotContain(session.get("id").textValue());
        server.clock().advance(Duration.ofSeconds(60));

        TestServer.await(() -> assertThat(received).hasSize(2));
        assertThat(received.get(1).body())
                .contains("verification.session.expired", session.get("id").textValue());
    }

    @Test
    void unstoredSession_withoutAPhone_isSentOnlyIfCancelled() {
        startUnstored();
        JsonNode left = server.newSession();
        JsonNode cancelled = server.newSession();
        JsonNode used = server.newSession();
        JsonNode payload = minted(used);
        server.phone(used.get("id").textValue()).hello(payload).expectAck("hello_ok");
        server.phone(used.get("id").textValue()).hello(payload).expectRefusal("HANDOFF_DEVICE_MISMATCH");
        server.cancel(cancelled);
        TestServer.await(() -> assertThat(received).hasSize(1));
        assertThat(received.get(0).body())
                .contains("cancelled", cancelled.get("id").textValue());
        server.cancel(cancelled);
        server.clock().advance(Duration.ofMinutes(62));

        TestServer.await(() -> assertThat(received).hasSize(2));
        assertThat(received.get(1).body())
                .contains("verification.session.expired", used.get("id").textValue());
        server.cancel(left);
        server.clock().advance(Duration.ofMinutes(62));
        server.cancel(server.newSession());
        TestServer.await(() -> assertThat(received).hasSize(3));
        assertThat(received.get(2).body()).doesNotContain(left.get("id").textValue());
    }

    @Test
    void unstoredSession_finishedByAPhone_isSent() {
        startUnstored();
        JsonNode session = server.newSession();
        TestPhone phone = server.phone(session.get("id").textValue()).hello(minted(session));
        phone.expectAck("hello_ok");
        phone.succeed().expectAck("finish_ok");

        TestServer.await(() -> assertThat(received).hasSize(1));
        assertThat(received.get(0).body())
                .contains("verification.session.succeeded", session.get("id").textValue());
    }

    @Test
    void unstoredSession_declinedByAPhone_isSentAsCancelled() {
        startUnstored();
        JsonNode session = server.newSession();
        server.phone(session.get("id").textValue())
                .send(TestPhone.credentials("decline", minted(session), "a device"))
                .expectAck("declined");

        TestServer.await(() -> assertThat(received).hasSize(1));
        assertThat(received.get(0).body())
                .contains("cancelled", session.get("id").textValue());
    }

    private void startUnstored() {
        server.close();
        server = TestServer.startDelivering(
                "HANDOFF_WEBHOOK_URL", url(), "HANDOFF_WEBHOOK_SECRET", SECRET, "HANDOFF_OPENING", "unstored");
    }

    private JsonNode minted(JsonNode session) {
        String path = TestClient.path(session.get("id").textValue()) + "/handoff";
        return server.send(HttpRequest.newBuilder(server.uri(path))
                        .header("X-Page-Proof", session.get("page_proof").textValue())
                        .POST(BodyPublishers.noBody()))
                .data();
    }

    @Test
    void settings_incompleteOrMalformed_areRefused() {
        assertThatThrownBy(() -> new Settings(Map.of("HANDOFF_WEBHOOK_URL", url())))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("HANDOFF_WEBHOOK_URL needs HANDOFF_WEBHOOK_SECRET");
        assertThatThrownBy(() ->
                        new Settings(Map.of("HANDOFF_WEBHOOK_URL", url(), "HANDOFF_WEBHOOK_SECRET", "whsec_c2hvcnQ=")))
                .isInstanceOf(StartException.class)
                .hasMessageNotContaining("c2hvcnQ");
    }

    @Test
    void encryption_ofTheSameTextTwice_givesDifferentCiphertexts() {
        Webhook.Secret secret = new Webhook.Secret(SECRET);
        String sealed = secret.sealing.encrypt("vs_1");

        assertThat(sealed).doesNotContain("vs_1").isNotEqualTo(secret.sealing.encrypt("vs_1"));
        assertThat(secret.sealing.decrypt(sealed)).isEqualTo("vs_1");
    }

    private void receive(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        received.add(new Received(
                exchange.getRequestHeaders().getFirst("webhook-id"),
                exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                exchange.getRequestHeaders().getFirst("webhook-signature"),
                body));
        Integer answer = answers.poll();
        exchange.sendResponseHeaders(answer == null ? 204 : answer, -1);
        exchange.close();
    }

    private String url() {
        return "http://localhost:" + receiver.getAddress().getPort() + "/hook";
    }
}
