package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a phone connects: the upgrade, and the first message. */
class PhoneConnectionTest extends InvitedPhone {

    @Test
    void upgrade_forMalformedId_isRefused() {
        assertThat(statusOfUpgrade("vs_short")).isEqualTo(400);
        assertThat(statusOfUpgrade("va_" + "a".repeat(64))).isEqualTo(400);
    }

    @Test
    void upgrade_fromForeignOrigin_isRefused() {
        for (String origin : new String[] {
            "https://evil.example",
            "null",
            "https://id.example.evil.example",
            "https://id.example:444",
            "http://id.example",
            "http://localhost:" + server.port(),
            "https://me@id.example",
            "ftp://id.example",
            "http://localhost",
            "file://",
            "nonsense"
        }) {
            assertThat(statusOfUpgrade(id, "Origin", origin)).as(origin).isEqualTo(403);
        }
    }

    @Test
    void upgrade_fromOwnOrigin_isAccepted() {
        TestPhone.connecting(server, id, new WebSocket.Listener() {}, "Origin", "https://id.example")
                .join()
                .abort();
    }

    @Test
    void upgrade_fromLocalhost_isAcceptedIfNoPublicUrlIsSet() {
        try (TestServer local = TestServer.start()) {
            String session = local.newSessionId();
            for (String host : new String[] {"localhost", "127.0.0.1"}) {
                String origin = "http://" + host + ":" + local.port();
                TestPhone.connecting(local, session, new WebSocket.Listener() {}, "Origin", origin)
                        .join()
                        .abort();
            }
            assertThat(statusOfUpgrade(session, "Origin", "http://rebound.example:" + local.port()))
                    .isEqualTo(403);
        }
    }

    @Test
    void get_withoutUpgrade_isRefused() {
        for (String path : new String[] {TestClient.path(id), TestClient.path("x")}) {
            Reply reply = server.get(path);
            assertThat(reply.error()).isEqualTo("426 WEBSOCKET_REQUIRED");
            assertThat(reply.header("Upgrade")).contains("websocket");
        }
    }

    @Test
    void hello_withPayload_isAcknowledged() {
        JsonNode ack = server.phone(id).hello(payload).expectAck("hello_ok");
        assertThat(ack.fieldNames()).toIterable().containsExactlyInAnyOrder("type", "message", "connection");
        assertThat(ack.get("connection").isIntegralNumber()).isTrue();
        assertThat(ack.get("connection").longValue()).isEqualTo(1);
        assertThat(state()).isEqualTo("in_progress");
    }

    @Test
    void hello_withAppVersionAndUnknownFields_isAcknowledged() {
        String hello = TestPhone.credentials("hello", payload, "device")
                .replace("{", "{\"app_version\":\"1.2\",\"session_id\":\"vs_other\",\"more\":[1],");
        server.phone(id).send(hello).expectAck("hello_ok");
    }

    @Test
    void hello_ofAnotherDevice_isRefused() {
        server.phone(id).hello(payload).expectAck("hello_ok");
        server.phone(id).hello(payload).expectRefusal("HANDOFF_DEVICE_MISMATCH");
    }

    @Test
    void hello_ofTheSameDeviceAgain_isRefused() {
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        phone.reconnect(server, id).hello(payload).expectRefusal("HANDOFF_TOKEN_CONSUMED");
        phone.ping().expectAck("pong");
    }

    @Test
    void hello_whenTheTokenHasExpired_isRefused() {
        server.clock().advance(Duration.ofMinutes(5));
        server.phone(id).hello(payload).expectRefusal("HANDOFF_TOKEN_EXPIRED");
    }

    @Test
    void hello_whenTheSessionIsOver_isRefused() {
        server.clock().advance(Duration.ofMinutes(60));
        server.phone(id).hello(payload).expectRefusal("SESSION_EXPIRED");
    }

    @Test
    void hello_forAnotherSession_isRefused() {
        server.phone(server.newSessionId()).hello(payload).expectRefusal("HANDOFF_TOKEN_INVALID");
    }

    @Test
    void hello_withForgedToken_isRefused() {
        String forged = TestPhone.credentials("hello", payload, "d")
                .replace(payload.get("mobile_write_token").textValue(), "0".repeat(64));
        server.phone(id).send(forged).expectRefusal("HANDOFF_TOKEN_INVALID");
        assertThat(state()).isEqualTo("created");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"hello\"}",
                "{\"type\":\"resume\"}",
                "{\"type\":\"hello\",\"attempt_id\":null,\"mobile_write_token\":\"a\",\"device_id\":\"d\"}",
                "{\"type\":\"hello\",\"attempt_id\":\"a\",\"mobile_write_token\":\"a\",\"device_id\":\"\"}",
                "{\"type\":\"hello\",\"attempt_id\":\"a\",\"mobile_write_token\":\"a\",\"device_id\":\" d\"}",
                "{\"type\":\"hello\",\"attempt_id\":\"a\",\"mobile_write_token\":\"a\",\"device_id\":\"\\ud800\"}",
                "{\"type\":\"hello\",\"attempt_id\":\"a\",\"mobile_write_token\":\"a\",\"device_id\":\"\\u0000\"}",
            })
    void hello_withMissingOrMalformedCredentials_isRefused(String message) {
        server.phone(id).send(message).expectRefusal("HELLO_AUTH_REQUIRED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"ping\"}",
                "{\"type\":\"finish\",\"outcome\":\"succeeded\"}",
                "{\"type\":\"HELLO\"}",
                "{\"type\":\"bye\"}",
                "{}"
            })
    void firstMessage_ofAnotherKind_isRefused(String message) {
        server.phone(id).send(message).expectRefusal("HELLO_REQUIRED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "[]",
                "null",
                "{\"type\":\"hello\"",
                "{\"type\":\"hello\",\"type\":\"hello\"}",
                "{\"type\":\"hello\"} {}",
                "{\"type\":\"hello\",\"attempt_id\":1}",
                "{\"type\":\"hello\",\"device_id\":{}}",
                "{\"type\":\"hello\",\"app_version\":1}",
            })
    void firstMessage_malformed_isRefused(String message) {
        server.phone(id).send(message).expectRefusal("BAD_REQUEST");
    }

    @Test
    void firstMessage_binary_isRefused() {
        server.phone(id).sendBinary(new byte[] {'{', '}'}).expectRefusal("BAD_REQUEST");
    }

    @Test
    void firstMessage_missing_isRefusedAfterTenSeconds() {
        server.phone(id).expectRefusal("HELLO_REQUIRED");
    }

    @Test
    void hello_forUnknownSession_isRefused() {
        // both servers have the same keys, but the session was opened on the first server only
        try (TestServer one = TestServer.start();
                TestServer other = TestServer.start()) {
            JsonNode elsewhere = one.newPayload();
            other.phone(elsewhere.get("session_id").textValue())
                    .hello(elsewhere)
                    .expectRefusal("SESSION_NOT_FOUND");
        }
    }

    @Test
    void resume_afterTokenExpiry_isAcknowledged() {
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        phone.vanish();
        server.clock().advance(Duration.ofMinutes(30));
        phone.reconnect(server, id).resume(payload).expectAck("resume_ok");
    }

    @Test
    void resume_beforeHello_isRefused() {
        server.phone(id).resume(payload).expectRefusal("HANDOFF_NOT_CONSUMED");
        server.clock().advance(Duration.ofMinutes(5));
        server.phone(id).resume(payload).expectRefusal("HANDOFF_TOKEN_EXPIRED");
    }

    @Test
    void resume_byAnotherDevice_isRefused() {
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        server.phone(id).resume(payload).expectRefusal("HANDOFF_DEVICE_MISMATCH");
        phone.ping().expectAck("pong");
    }

    @Test
    void resume_ofAnAttemptThatIsOver_isRefused() {
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        phone.fail("glare", true).expectAck("finish_ok");
        phone.reconnect(server, id).resume(payload).expectRefusal("HANDOFF_ATTEMPT_OVER");
    }

    private int statusOfUpgrade(String sessionId, String... headers) {
        int[] status = new int[1];
        assertThatThrownBy(() -> TestPhone.connecting(server, sessionId, new WebSocket.Listener() {}, headers)
                        .join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused -> status[0] = refused.getResponse().statusCode());
        return status[0];
    }
}
