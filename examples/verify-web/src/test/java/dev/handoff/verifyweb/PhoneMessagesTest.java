package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages of a phone after its hello. */
class PhoneMessagesTest extends InvitedPhone {

    @Test
    void finish_succeeded_isAcknowledgedAndCloses() {
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
        assertThat(state()).isEqualTo("in_progress");
    }

    @ParameterizedTest
    @CsvSource({"false", "absent"})
    void finish_failed_isAcknowledgedAndCloses(String retryable) {
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
    void message_malformed_isRefusedAndChangesNothing(String message) {
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        phone.send(message).expectRefusal("BAD_REQUEST");
        assertThat(state()).isEqualTo("in_progress");
        phone.reconnect(server, id).resume(payload).expectAck("resume_ok");
    }

    @Test
    void hello_secondOnTheSameConnection_isRefused() {
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        phone.hello(payload).expectRefusal("BAD_REQUEST");
    }

    @Test
    void failureCode_longerThan64Characters_isRefused() {
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        phone.fail("a".repeat(65), false).expectRefusal("BAD_REQUEST");
        TestPhone again = phone.reconnect(server, id).resume(payload);
        again.expectAck("resume_ok");
        again.fail("aZ0_.-" + "a".repeat(58), false).expectAck("finish_ok");
    }

    @Test
    void message_binary_isRefused() {
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        phone.sendBinary(new byte[] {1}).expectRefusal("BAD_REQUEST");
    }

    @Test
    void message_over16KiB_isClosedBy1009() {
        String padding = "{\"type\":\"ping\",\"x\":\"";
        String largest = padding + "a".repeat(16 * 1024 - padding.length() - 2) + "\"}";
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        phone.send(largest).expectAck("pong");
        phone.send(largest + " ").expectClose(1009);
    }

    @Test
    void message_over16KiBInFragments_isClosedBy1009() {
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
    void sessionEnd_whileConnected_closesTheConnection() {
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        server.clock().advance(Duration.ofMinutes(60));
        phone.expectRefusal("SESSION_EXPIRED");
    }
}
