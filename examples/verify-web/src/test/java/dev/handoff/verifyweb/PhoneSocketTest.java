package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneSocketTest {

    private TestServer server;
    private String id;
    private JsonNode payload;

    @BeforeEach
    void start() {
        server = TestServer.start("HANDOFF_PUBLIC_URL", "https://id.example");
        id = server.newSessionId();
        payload = server.mint(id).data();
    }

    @AfterEach
    void stop() {
        server.close();
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
    void hello_ofTheSameDeviceAgain_isToldToResume() {
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
    void first_messageOfAnotherKind_isRefused(String message) {
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
    void first_messageThatIsMalformed_isRefused(String message) {
        server.phone(id).send(message).expectRefusal("BAD_REQUEST");
    }

    @Test
    void first_messageThatIsBinary_isRefused() {
        server.phone(id).sendBinary(new byte[] {'{', '}'}).expectRefusal("BAD_REQUEST");
    }

    @Test
    void first_messageThatNeverComes_isRefusedAfterTenSeconds() {
        server.phone(id).expectRefusal("HELLO_REQUIRED");
    }

    @Test
    void hello_forUnknownSession_isRefused() {
        // authentic for a session that another server of the same keys has: here it was never opened
        try (TestServer one = TestServer.start();
                TestServer other = TestServer.start()) {
            JsonNode elsewhere = one.newPayload();
            other.phone(elsewhere.get("session_id").textValue())
                    .hello(elsewhere)
                    .expectRefusal("SESSION_NOT_FOUND");
        }
    }

    @Test
    void resume_afterTokenExpiry_works() {
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        phone.vanish();
        server.clock().advance(Duration.ofMinutes(30));
        phone.reconnect(server, id).resume(payload).expectAck("resume_ok");
    }

    @Test
    void resume_ofWhatWasNotConsumed_isRefused() {
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

    @Test
    void finish_succeeded_closesNormally() {
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        JsonNode ack = phone.succeed().expectAck("finish_ok");
        assertThat(ack.fieldNames()).toIterable().containsExactlyInAnyOrder("type", "message", "status");
        assertThat(ack.get("status").textValue()).isEqualTo("succeeded");
        phone.expectClose(1000);
        assertThat(state()).isEqualTo("succeeded");
    }

    @Test
    void finish_succeededWithFieldsOfAFailure_ignoresThem() {
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        phone.send("{\"type\":\"finish\",\"outcome\":\"succeeded\",\"failure_code\":\"x\",\"retryable\":true}");
        assertThat(phone.expectAck("finish_ok").get("status").textValue()).isEqualTo("succeeded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"failure_code\":\"x y\"", "\"failure_code\":5", "\"retryable\":\"x\""})
    void finish_succeededWithMalformedFields_isRefusedAndChangesNothing(String fields) {
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        phone.send("{\"type\":\"finish\",\"outcome\":\"succeeded\"," + fields + "}");
        phone.expectRefusal("BAD_REQUEST");
        assertThat(server.status(id).data().get("status").textValue()).isEqualTo("in_progress");
    }

    @ParameterizedTest
    @CsvSource({"false", "absent"})
    void finish_failedForGood_closesNormally(String retryable) {
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        phone.send("{\"type\":\"finish\",\"outcome\":\"failed\",\"failure_code\":\"chip_unreadable\""
                + (retryable.equals("absent") ? "}" : ",\"retryable\":" + retryable + "}"));
        JsonNode ack = phone.expectAck("finish_ok");
        assertThat(ack.get("status").textValue()).isEqualTo("failed");
        assertThat(ack.has("handoff")).isFalse();
        phone.expectClose(1000);
        JsonNode status = server.status(id).data();
        assertThat(status.get("status").textValue()).isEqualTo("failed");
        assertThat(status.get("latest_attempt").get("failure_code").textValue()).isEqualTo("chip_unreadable");
    }

    @Test
    void finish_failedRetryably_givesThePhoneItsNextCode() {
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        JsonNode ack = phone.fail("glare", true).expectAck("finish_ok");
        phone.expectClose(1000);
        assertThat(ack.get("status").textValue()).isEqualTo("created");
        JsonNode next = ack.get("handoff");
        assertThat(next.fieldNames())
                .toIterable()
                .containsExactly("v", "session_id", "attempt_id", "mobile_write_token", "expires_at");
        assertThat(next.get("attempt_id")).isNotEqualTo(payload.get("attempt_id"));
        server.phone(id).hello(next).expectRefusal("HANDOFF_DEVICE_MISMATCH");
        TestPhone again = phone.reconnect(server, id).hello(next);
        assertThat(again.expectAck("hello_ok").get("connection").longValue()).isEqualTo(2);
        assertThat(again.succeed().expectAck("finish_ok").get("status").textValue())
                .isEqualTo("succeeded");
    }

    @Test
    void finish_failedRetryablyTooOften_isFinal() {
        JsonNode next = payload;
        TestPhone phone = server.phone(id);
        for (int failure = 1; failure <= 2; failure++) {
            phone.hello(next).expectAck("hello_ok");
            next = phone.fail("glare", true).expectAck("finish_ok").get("handoff");
            phone = phone.reconnect(server, id);
        }
        phone.hello(next).expectAck("hello_ok");
        JsonNode last = phone.fail("glare", true).expectAck("finish_ok");
        assertThat(last.get("status").textValue()).isEqualTo("failed");
        assertThat(last.has("handoff")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "[]",
                "{}",
                "{\"type\":\"bye\"}",
                "{\"type\":7}",
                "{\"type\":\"hello\"}",
                "{\"type\":\"resume\"}",
                "{\"type\":\"finish\"}",
                "{\"type\":\"finish\",\"outcome\":\"cancelled\"}",
                "{\"type\":\"finish\",\"outcome\":true}",
                "{\"type\":\"finish\",\"outcome\":\"failed\"}",
                "{\"type\":\"finish\",\"outcome\":\"failed\",\"failure_code\":\"\"}",
                "{\"type\":\"finish\",\"outcome\":\"failed\",\"failure_code\":\"no blanks\"}",
                "{\"type\":\"finish\",\"outcome\":\"failed\",\"failure_code\":5}",
                "{\"type\":\"finish\",\"outcome\":\"failed\",\"failure_code\":\"ok\",\"retryable\":\"yes\"}",
                "{\"type\":\"finish\",\"outcome\":\"failed\",\"failure_code\":\"ok\",\"retryable\":1}",
            })
    void later_messageThatIsMalformed_isRefusedAndChangesNothing(String message) {
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        phone.send(message).expectRefusal("BAD_REQUEST");
        assertThat(state()).isEqualTo("in_progress");
        phone.reconnect(server, id).resume(payload).expectAck("resume_ok");
    }

    @Test
    void later_helloWithGoodCredentials_isRefused() {
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        phone.hello(payload).expectRefusal("BAD_REQUEST");
    }

    @Test
    void failureCode_atAndOverTheLimit_countsCharacters() {
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        phone.fail("a".repeat(65), false).expectRefusal("BAD_REQUEST");
        TestPhone again = phone.reconnect(server, id).resume(payload);
        again.expectAck("resume_ok");
        again.fail("aZ0_.-" + "a".repeat(58), false).expectAck("finish_ok");
    }

    @Test
    void later_binaryMessage_isRefused() {
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        phone.sendBinary(new byte[] {1}).expectRefusal("BAD_REQUEST");
    }

    @Test
    void message_overSixteenKibibytes_isClosedBy1009() {
        String padding = "{\"type\":\"ping\",\"x\":\"";
        String largest = padding + "a".repeat(16 * 1024 - padding.length() - 2) + "\"}";
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        phone.send(largest).expectAck("pong");
        phone.send(largest + " ").expectClose(1009);
    }

    @Test
    void message_overSixteenKibibytesInFragments_isClosedBy1009() {
        TestPhone phone = server.phone(id);
        phone.sendPart("{\"type\":\"" + "a".repeat(10_000))
                .send("a".repeat(10_000))
                .expectClose(1009);
        server.phone(id).sendBinary(new byte[16 * 1024 + 1]).expectClose(1009);
    }

    @Test
    void messages_sentAtOnce_areAnsweredInOrder() {
        TestPhone phone =
                server.phone(id).hello(payload).ping().ping().succeed().ping();
        phone.expectAck("hello_ok");
        phone.expectAck("pong");
        phone.expectAck("pong");
        phone.expectAck("finish_ok");
        phone.expectClose(1000);
    }

    @Test
    void end_byTime_tellsThePhone() {
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        server.clock().advance(Duration.ofMinutes(60));
        phone.expectRefusal("SESSION_EXPIRED");
    }

    @Test
    void upgrade_forMalformedId_isRefusedBefore() {
        assertThat(statusOfUpgrade("vs_short")).isEqualTo(400);
        assertThat(statusOfUpgrade("va_" + "a".repeat(64))).isEqualTo(400);
    }

    @Test
    void upgrade_fromForeignOrigin_isRefusedBefore() {
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
    void upgrade_fromThisMachine_isAcceptedUnlessAnotherAddressIsSet() {
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
    void withoutUpgrade_webSocketIsRequired() {
        for (String path : new String[] {TestClient.path(id), TestClient.path("x")}) {
            Reply reply = server.get(path);
            assertThat(reply.error()).isEqualTo("426 WEBSOCKET_REQUIRED");
            assertThat(reply.header("Upgrade")).contains("websocket");
        }
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

    private String state() {
        return server.status(id).data().get("status").textValue();
    }
}
