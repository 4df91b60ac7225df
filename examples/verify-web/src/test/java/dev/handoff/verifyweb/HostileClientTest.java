package dev.handoff.verifyweb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileClientTest {

    private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nope, 404 NOT_FOUND",
        "GET, /v1, 404 NOT_FOUND",
        "GET, /v1/sessions/, 404 NOT_FOUND",
        "POST, /V1/sessions, 404 NOT_FOUND",
        "PUT, /v1/sessions, 405 METHOD_NOT_ALLOWED",
        "GET, /v1/sessions, 405 METHOD_NOT_ALLOWED",
        "DELETE, /v1/verify/session/x/status, 405 METHOD_NOT_ALLOWED",
        "POST, /v1/verify/session/x/status, 405 METHOD_NOT_ALLOWED",
        "GET, /v1/verify/session/x/handoff, 405 METHOD_NOT_ALLOWED",
        "POST, /v1/verify/session/x, 405 METHOD_NOT_ALLOWED",
        "POST, /, 405 METHOD_NOT_ALLOWED",
        "OPTIONS, /v1/sessions, 405 METHOD_NOT_ALLOWED",
        "TRACE, /, 405 METHOD_NOT_ALLOWED",
        "BREW, /v1/sessions, 405 METHOD_NOT_ALLOWED",
        "GET, /v1/verify/session/a%2Fb/status, 400 INVALID_SESSION_ID",
        "GET, /v1/verify/session/a%3Bb/status, 400 INVALID_SESSION_ID",
        "GET, /v1/verify/session/%25/status, 400 INVALID_SESSION_ID",
        "GET, /v1/verify/session/%00/status, 400 INVALID_SESSION_ID",
        "GET, /v1/verify/session/%zz/status, 400 INVALID_SESSION_ID",
        "GET, /v1/verify/session/%/status, 400 INVALID_SESSION_ID",
        "GET, /v1/verify/session//status, 400 INVALID_SESSION_ID",
        "GET, /v1/verify/session/%ff/status, 400 INVALID_SESSION_ID",
        "GET, /v1/verify/session/%2e%2e/status, 400 INVALID_SESSION_ID",
        "GET, /v1/verify/session/a;b=c/status, 400 INVALID_SESSION_ID",
        "GET, /v1/verify/session/%20/status, 400 INVALID_SESSION_ID",
        "GET, /assets/%2e%2e/verify.js, 404 NOT_FOUND",
        "GET, /assets/../verify.js, 404 NOT_FOUND",
        "GET, /assets/..%2fverify.js, 404 NOT_FOUND",
        "GET, /../../etc/passwd, 400 INVALID_SESSION_ID",
    })
    void request_matchingNoRoute_isRefusedInTheEnvelope(String method, String path, String expected)
            throws IOException {
        String response = exchange(method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(response).startsWith("HTTP/1.1 " + expected.substring(0, 3));
        assertIsEnvelope(response, expected.substring(4));
        if (expected.startsWith("405")) {
            assertThat(response).containsPattern("\r\nAllow: (POST|GET, HEAD)\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NONSENSE\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n",
                "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
            })
    void request_notWellFormed_isRefusedWithoutInternalDetails(String request) throws IOException {
        String response = exchange(request);
        assertThat(response).matches("(?s)HTTP/1\\.1 (400|505) .*");
        assertIsEnvelope(response, "BAD_REQUEST|INTERNAL_ERROR");
    }

    @Test
    void headers_tooLarge_areRefusedWithoutInternalDetails() throws IOException {
        String response = exchange("GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(40_000) + "\r\n\r\n");
        assertThat(response).startsWith("HTTP/1.1 431");
        assertIsEnvelope(response, "BAD_REQUEST");
    }

    @Test
    void body_tooLargeWithoutLength_isRefused() throws IOException {
        String chunk = "400\r\n" + " ".repeat(1024) + "\r\n";
        String response = exchange(
                "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + chunk.repeat(17) + "0\r\n\r\n");
        assertThat(response).startsWith("HTTP/1.1 413");
        assertIsEnvelope(response, "PAYLOAD_TOO_LARGE");
    }

    @Test
    void body_endingEarly_doesNotHarmTheServer() throws IOException {
        try (RawConnection connection = new RawConnection(server)) {
            connection.send("POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");
        }
        assertThat(server.get("/healthz").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Upgrade: websocket\r\nConnection: Upgrade\r\n",
                "Sec-WebSocket-Version: 13\r\n",
                "Upgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n",
                "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n",
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n",
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 12\r\n" + KEY,
            })
    void upgrade_incomplete_isRefusedInTheEnvelope(String headers) throws IOException {
        String response = exchange("GET " + TestClient.path(server.newSessionId()) + " HTTP/1.1\r\nHost: x\r\n"
                + headers + (headers.contains("Connection") ? "" : "Connection: close\r\n") + "\r\n");
        assertThat(response).matches("(?s)HTTP/1\\.1 (400|426) .*");
        assertIsEnvelope(response, "WEBSOCKET_REQUIRED|BAD_REQUEST");
    }

    @Test
    void upgrade_ofAnotherPath_isIgnored() throws IOException {
        String response = exchange("GET /healthz HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\n" + KEY + "\r\n");
        assertThat(response).startsWith("HTTP/1.1 200");
    }

    @Test
    void upgrade_ofASession_setsNoCookie() throws IOException {
        try (RawConnection connection = upgraded(server.newSessionId())) {
            assertThat(connection).isNotNull();
        }
    }

    @Test
    void frame_withInvalidUtf8_isClosedBy1007() throws IOException {
        try (RawConnection connection = upgraded(server.newSessionId())) {
            connection.send(frame(0x81, new byte[] {(byte) 0xC3, 0x28}));
            assertThat(closeCode(connection)).isEqualTo(1007);
        }
    }

    @Test
    void frame_announcedTooLarge_isClosedBy1009() throws IOException {
        try (RawConnection connection = upgraded(server.newSessionId())) {
            connection.send(new byte[] {(byte) 0x81, (byte) 0xFF, 0x7F, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0});
            assertThat(closeCode(connection)).isEqualTo(1009);
        }
    }

    @Test
    void phone_thatNeverReads_isDisconnected() throws IOException {
        JsonNode payload = server.newPayload();
        try (RawConnection connection = upgraded(payload.get("session_id").textValue())) {
            connection.send(
                    frame(0x81, TestPhone.credentials("hello", payload, "d").getBytes(UTF_8)));
            byte[] ping = frame(0x81, "{\"type\":\"ping\"}".getBytes(UTF_8));
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1_000_000; i++) {
                            connection.send(ping);
                        }
                    })
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void frame_withoutMask_isClosedBy1002() throws IOException {
        try (RawConnection connection = upgraded(server.newSessionId())) {
            connection.send(new byte[] {(byte) 0x81, 2, '{', '}'});
            assertThat(closeCode(connection)).isEqualTo(1002);
        }
    }

    @Test
    void token_inTheUrl_isIgnored() throws IOException {
        JsonNode payload = server.newPayload();
        String id = payload.get("session_id").textValue();
        String query = "?attempt_id=" + payload.get("attempt_id").textValue() + "&mobile_write_token="
                + payload.get("mobile_write_token").textValue() + "&device_id=d";
        try (RawConnection connection = new RawConnection(server)) {
            connection.send(upgrade(TestClient.path(id) + query));
            assertThat(connection.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 101");
            connection.send(frame(0x81, "{\"type\":\"hello\"}".getBytes(UTF_8)));
            assertThat(connection.readUntil("}")).contains("HELLO_AUTH_REQUIRED");
        }
    }

    private static String exchange(String request) throws IOException {
        try (RawConnection connection = new RawConnection(server)) {
            return connection.send(request).readResponse();
        }
    }

    private static RawConnection upgraded(String sessionId) throws IOException {
        RawConnection connection = new RawConnection(server);
        connection.send(upgrade(TestClient.path(sessionId)));
        assertThat(connection.readUntil("\r\n\r\n"))
                .startsWith("HTTP/1.1 101")
                .doesNotContainIgnoringCase("set-cookie")
                .doesNotContainIgnoringCase("server:");
        return connection;
    }

    private static String upgrade(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\n" + KEY + "\r\n";
    }

    /** Builds a client's frame: its length is in the two-byte form, and its mask is zero. */
    private static byte[] frame(int firstByte, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(8 + payload.length);
        frame.put((byte) firstByte).put((byte) (0x80 | 126)).putShort((short) payload.length);
        return frame.putInt(0).put(payload).array();
    }

    private static int closeCode(RawConnection connection) throws IOException {
        byte[] head = connection.read(4);
        assertThat(head[0] & 0xFF).as("first byte of a close frame").isEqualTo(0x88);
        return (head[2] & 0xFF) << 8 | (head[3] & 0xFF);
    }

    private static void assertIsEnvelope(String response, String codes) {
        String head = response.substring(0, response.indexOf("\r\n\r\n"));
        assertThat(head)
                .containsIgnoringCase("cache-control: no-store")
                .containsIgnoringCase("content-type: application/json")
                .containsIgnoringCase("x-content-type-options: nosniff")
                .containsIgnoringCase("content-security-policy: ")
                .doesNotContainIgnoringCase("\r\nserver:");
        JsonNode envelope = Reply.json(response.substring(response.indexOf('{')));
        assertThat(envelope.path("error").path("code").asText()).matches(codes);
        assertThat(response).doesNotContain("Exception", "jetty", "Jetty", "\tat ");
    }
}
