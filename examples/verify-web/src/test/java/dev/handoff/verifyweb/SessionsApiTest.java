package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionsApiTest {

    private static final String UNKNOWN = "vs_" + "a".repeat(64);

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void start_withEmptyObject_givesSession() {
        Reply reply = server.post("/v1/sessions", "{}");
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.header("Cache-Control")).contains("no-store");
        JsonNode session = reply.data();
        assertThat(session.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "id", "status", "verification_url", "cancel_token", "expires_at", "redirect_url");
        String id = session.get("id").textValue();
        assertThat(id).matches("vs_[0-9A-Za-z]{64}");
        assertThat(session.get("status").textValue()).isEqualTo("created");
        assertThat(session.get("verification_url").textValue())
                .isEqualTo(server.uri("/verify/" + id).toString());
        assertThat(session.get("cancel_token").textValue()).hasSizeGreaterThan(40);
        assertThat(session.get("redirect_url").isNull()).isTrue();
        Instant end = server.clock().instant().plus(Duration.ofMinutes(60));
        assertThat(session.get("expires_at").textValue())
                .isEqualTo(end.toString().replace("Z", ".000Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.org/done?session=1#top", "HTTPS://EXAMPLE.org", "https://[::1]:9/"})
    void start_withRedirectUrl_returnsItAlsoInTheStatus(String url) {
        JsonNode session = server.post("/v1/sessions", "{\"redirect_url\":\"" + url + "\"}")
                .data();
        assertThat(session.get("redirect_url").textValue()).isEqualTo(url);
        assertThat(server.status(session.get("id").textValue())
                        .data()
                        .get("redirect_url")
                        .textValue())
                .isEqualTo(url);
    }

    @Test
    void start_withRedirectUrlToAHostNotListed_isBadRequest() {
        try (TestServer listed = TestServer.start("HANDOFF_REDIRECT_HOSTS", "shop.example,[::1]")) {
            for (String url : new String[] {"https://shop.example/a", "https://SHOP.example:8443", "https://[::1]/"}) {
                assertThat(listed.post("/v1/sessions", "{\"redirect_url\":\"" + url + "\"}")
                                .status())
                        .as(url)
                        .isEqualTo(201);
            }
            for (String url : new String[] {
                "https://evil.example", "https://shop.example.evil.example", "https://sub.shop.example"
            }) {
                assertThat(listed.post("/v1/sessions", "{\"redirect_url\":\"" + url + "\"}")
                                .error())
                        .as(url)
                        .isEqualTo("400 BAD_REQUEST");
            }
        }
    }

    @Test
    void start_withNullRedirectAndUnknownFields_givesSession() {
        assertThat(server.post("/v1/sessions", "{\"redirect_url\":null,\"more\":[{}]}")
                        .status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "\"{}\"",
                "7",
                "{} {}",
                "{}x",
                "{\"a\":1,\"a\":2}",
                "{a:1}",
                "{\"redirect_url\":5}",
                "{\"redirect_url\":[]}",
                "{\"redirect_url\":true}",
                "{\"redirect_url\":\"\"}",
                "{\"redirect_url\":\"/relative\"}",
                "{\"redirect_url\":\"//example.org\"}",
                "{\"redirect_url\":\"https:\"}",
                "{\"redirect_url\":\"https://\"}",
                "{\"redirect_url\":\"https:///path\"}",
                "{\"redirect_url\":\"https://a..b/\"}",
                "{\"redirect_url\":\"https://example.org:65536/\"}",
                "{\"redirect_url\":\"http://example.org\"}",
                "{\"redirect_url\":\"http://localhost/\"}",
                "{\"redirect_url\":\"http://localhost@example.org\"}",
                "{\"redirect_url\":\"javascript:alert(1)\"}",
                "{\"redirect_url\":\"data:text/html,hi\"}",
                "{\"redirect_url\":\"ftp://example.org\"}",
                "{\"redirect_url\":\"https://me:secret@example.org\"}",
                "{\"redirect_url\":\"https://example.org/\\n\"}",
                "{\"redirect_url\":\"https://example.org/\\u0000\"}",
                "{\"redirect_url\":\" https://example.org\"}",
                "{\"redirect_url\":\"https://example.org/\\ud800\"}",
                "{\"redirect_url\":\"https://exa mple.org\"}",
                "\u0000{}",
                "{\"a\":\"\u0000\"}",
            })
    void start_withMalformedBody_isBadRequest(String body) {
        assertThat(server.post("/v1/sessions", body).error()).isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void start_withBodyNestedTooDeeply_isBadRequest() {
        String deep = "{\"a\":" + "[".repeat(16) + "]".repeat(16) + "}";
        assertThat(server.post("/v1/sessions", deep).error()).isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void start_withInvalidUtf8_isBadRequest() {
        byte[] body = "{\"a\":\"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(postBytes(body).error()).isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void start_withRedirectUrlLongerThan2048Characters_isBadRequest() {
        String base = "https://example.org/";
        String longest = base + "a".repeat(2048 - base.length());
        assertThat(server.post("/v1/sessions", "{\"redirect_url\":\"" + longest + "\"}")
                        .status())
                .isEqualTo(201);
        assertThat(server.post("/v1/sessions", "{\"redirect_url\":\"" + longest + "a\"}")
                        .error())
                .isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void start_withBodyOver16KiB_isRefused() {
        byte[] largest = ("{}" + " ".repeat(16 * 1024 - 2)).getBytes(StandardCharsets.UTF_8);
        assertThat(postBytes(largest).status()).isEqualTo(201);
        byte[] tooLarge = ("{}" + " ".repeat(16 * 1024 - 1)).getBytes(StandardCharsets.UTF_8);
        assertThat(postBytes(tooLarge).error()).isEqualTo("413 PAYLOAD_TOO_LARGE");
        assertThat(postBytes(new byte[300_000]).error()).isEqualTo("413 PAYLOAD_TOO_LARGE");
    }

    @Test
    void cancel_withItsToken_cancelsTheSession() {
        JsonNode session = server.newSession();
        Reply reply = server.cancel(session);
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.body()).isEmpty();
        assertThat(reply.header("Cache-Control")).contains("no-store");
        JsonNode status = server.status(session.get("id").textValue()).data();
        assertThat(status.get("status").textValue()).isEqualTo("cancelled");
        assertThat(status.get("completed_at").textValue()).matches(".*T.*\\.\\d{3}Z");
    }

    @Test
    void cancel_ofASessionThatIsOver_changesNothing() {
        JsonNode session = server.newSession();
        server.cancel(session);
        assertThat(server.cancel(session).status()).isEqualTo(204);

        JsonNode finished = server.newSession();
        JsonNode payload = server.mint(finished.get("id").textValue()).data();
        TestPhone phone = server.phone(finished.get("id").textValue()).hello(payload);
        phone.expectAck("hello_ok");
        phone.succeed().expectAck("finish_ok");
        assertThat(server.cancel(finished).status()).isEqualTo(204);
        assertThat(server.status(finished.get("id").textValue())
                        .data()
                        .get("status")
                        .textValue())
                .isEqualTo("succeeded");
    }

    @Test
    void cancel_withSeveralMistakes_isRefusedForTheFirst() {
        String id = server.newSessionId();
        assertThat(cancel("vs_short", "{").error()).isEqualTo("400 INVALID_SESSION_ID");
        for (String malformed : new String[] {"", "{", "[]", "{}", "{\"cancel_token\":null}", "{\"cancel_token\":1}"}) {
            assertThat(cancel(UNKNOWN, malformed).error()).as(malformed).isEqualTo("400 BAD_REQUEST");
        }
        assertThat(cancel(UNKNOWN, "{\"cancel_token\":\"x\"}").error()).isEqualTo("404 SESSION_NOT_FOUND");
        assertThat(cancel(id, "{\"cancel_token\":\"x\"}").error()).isEqualTo("401 CANCEL_TOKEN_INVALID");
        assertThat(cancel(id, "{\"cancel_token\":\"\"}").error()).isEqualTo("401 CANCEL_TOKEN_INVALID");
        assertThat(server.status(id).data().get("status").textValue()).isEqualTo("created");
    }

    @Test
    void cancel_withAnotherSessionsToken_isRefusedEvenIfOver() {
        JsonNode session = server.newSession();
        JsonNode other = server.newSession();
        server.cancel(session);
        assertThat(cancel(
                                session.get("id").textValue(),
                                "{\"cancel_token\":\""
                                        + other.get("cancel_token").textValue() + "\"}")
                        .error())
                .isEqualTo("401 CANCEL_TOKEN_INVALID");
    }

    private static Reply cancel(String id, String body) {
        return server.post(TestClient.path(id) + "/cancel", body);
    }

    private static Reply postBytes(byte[] body) {
        return server.send(HttpRequest.newBuilder(server.uri("/v1/sessions"))
                .header("Content-Type", "application/json; charset=UTF-8")
                .POST(BodyPublishers.ofByteArray(body)));
    }
}
