package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of pages on other ports and subdomains: browsers send them with the right page's cookies. */
class ForeignPagesTest {

    private TestServer server;
    private JsonNode session;
    private String id;
    private String cookie;

    @BeforeEach
    void start() {
        server = TestServer.start("HANDOFF_PAGE_PROOF", "on", "HANDOFF_MATCH_CODE", "on");
        session = server.newSession();
        id = session.get("id").textValue();
        cookie = "page_proof=" + session.get("page_proof").textValue();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, http://localhost:1",
        "Origin, https://localhost:PORT",
        "Origin, http://evil.example",
        "Origin, null",
        "Origin, ''",
        "Sec-Fetch-Site, same-site",
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, something",
    })
    void post_ofAForeignPage_isRefusedAndChangesNothing(String header, String value) {
        String digits = server.phone(id)
                .hello(mint())
                .expectAck("hello_ok")
                .get("match_code")
                .textValue();
        String foreign = value.replace("PORT", Integer.toString(server.port()));
        String cancel = "{\"cancel_token\":\"" + session.get("cancel_token").textValue() + "\"}";
        assertRefused(post("/v1/sessions", "{}", header, foreign));
        assertRefused(post(path("/match"), "{\"choice\":\"" + digits + "\"}", header, foreign));
        assertRefused(post(path("/cancel"), cancel, header, foreign));
        assertRefused(post(path("/handoff"), "", header, foreign));
        assertRefused(post(path("/code"), "", header, foreign));
        assertThat(status().get("approval").textValue()).isEqualTo("required");
        assertThat(status().get("status").textValue()).isEqualTo("in_progress");

        String own = "http://localhost:" + server.port();
        assertThat(post(path("/match"), "{\"choice\":\"" + digits + "\"}", "Origin", own)
                        .status())
                .isEqualTo(204);
        assertThat(post(path("/cancel"), cancel, "Sec-Fetch-Site", "same-origin")
                        .status())
                .isEqualTo(204);
    }

    /** Browsers let a page send these content types to another origin without a CORS preflight. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text/plain",
                "text/plain;charset=UTF-8",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=application/json",
                "text/plain; application/json"
            })
    void body_withAnotherContentType_isRefused(String type) {
        String digits = server.phone(id)
                .hello(mint())
                .expectAck("hello_ok")
                .get("match_code")
                .textValue();
        for (String path : List.of("/v1/sessions", path("/match"), path("/cancel"))) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(server.uri(path)).header("Cookie", cookie);
            if (!type.isEmpty()) {
                request.header("Content-Type", type);
            }
            Reply reply = server.send(request.POST(BodyPublishers.ofString("{\"choice\":\"" + digits + "\"}")));
            assertThat(reply.error()).isEqualTo("415 UNSUPPORTED_MEDIA_TYPE");
        }
        assertThat(status().get("approval").textValue()).isEqualTo("required");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/json", "Application/JSON; charset=utf-8", "application/json;charset=\"UTF-8\""})
    void body_withJsonContentType_isAccepted(String type) {
        assertThat(server.send(HttpRequest.newBuilder(server.uri("/v1/sessions"))
                                .header("Content-Type", type)
                                .POST(BodyPublishers.ofString("{}")))
                        .status())
                .isEqualTo(201);
    }

    /** A page at a longer path or on another port can set cookies that stand before the right one. */
    @Test
    void cookies_ofTheSameName_doNotHideTheRightCookie() {
        List<String> cookies = new ArrayList<>(Collections.nCopies(3, "page_proof=nonsense"));
        for (int i = 0; i < 14; i++) {
            cookies.add("page_proof=" + i);
        }
        cookies.add(cookie);
        String jar = String.join("; ", cookies);

        assertThat(withCookies(path("/handoff"), jar).status()).isEqualTo(200);
        assertThat(server.send(HttpRequest.newBuilder(server.uri(path("/status")))
                                .header("Cookie", jar))
                        .data()
                        .get("version")
                        .isNull())
                .isFalse();
        String full = "page_proof=x; page_proof=y; " + jar;
        assertThat(withCookies(path("/handoff"), full).error())
                .as("with more cookies than are read")
                .isEqualTo("403 PAGE_PROOF_REQUIRED");
    }

    /** Any page on the host can set malformed cookies for all paths, and many parsers then drop other cookies too. */
    @ParameterizedTest
    @ValueSource(
            strings = {"PROOF; {}", "PROOF; \"", "{}; PROOF", "a=\"b; PROOF", "PROOF; a=\"b", "=; PROOF; =x;;", "PROOF;"
            })
    void cookies_malformed_doNotHideTheRightCookie(String jar) {
        assertThat(withCookies(path("/handoff"), jar.replace("PROOF", cookie)).status())
                .isEqualTo(200);
    }

    @Test
    void cookies_setOverPlainHttp_areIgnoredOnHttps() {
        server.close();
        server = TestServer.start("HANDOFF_PAGE_PROOF", "on", "HANDOFF_PUBLIC_URL", "https://id.example");
        session = server.newSession();
        id = session.get("id").textValue();
        String proof = session.get("page_proof").textValue();
        StringBuilder jar = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            jar.append("page_proof=").append(i).append("; ");
        }
        assertThat(withCookies(path("/handoff"), jar + "__Secure-page_proof=" + proof)
                        .status())
                .isEqualTo(200);
        assertThat(withCookies(path("/handoff"), "page_proof=" + proof).error()).isEqualTo("403 PAGE_PROOF_REQUIRED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"4\"", "\"470\"", "\"4a\"", "\" 47\"", "\"４７\"", "47", "null", "[\"47\"]"})
    void pick_malformed_isRefusedAndChangesNothing(String choice) {
        server.phone(id).hello(mint()).expectAck("hello_ok");
        assertThat(post(path("/match"), "{\"choice\":" + choice + "}", "Sec-Fetch-Site", "same-origin")
                        .error())
                .isEqualTo("400 BAD_REQUEST");
        assertThat(status().get("status").textValue()).isEqualTo("in_progress");
    }

    private void assertRefused(Reply reply) {
        assertThat(reply.error()).isEqualTo("403 FORBIDDEN_ORIGIN");
        assertThat(Reply.json(reply.body()).at("/error/message").textValue())
                .contains("http://localhost:" + server.port());
    }

    private Reply post(String path, String body, String header, String value) {
        return server.send(HttpRequest.newBuilder(server.uri(path))
                .header("Cookie", cookie)
                .header("Content-Type", "application/json")
                .header(header, value)
                .POST(BodyPublishers.ofString(body)));
    }

    private Reply withCookies(String path, String jar) {
        return server.send(
                HttpRequest.newBuilder(server.uri(path)).header("Cookie", jar).POST(BodyPublishers.noBody()));
    }

    private String path(String rest) {
        return TestClient.path(id) + rest;
    }

    private JsonNode mint() {
        return withCookies(path("/handoff"), cookie).data();
    }

    private JsonNode status() {
        return server.send(HttpRequest.newBuilder(server.uri(path("/status"))).header("Cookie", cookie))
                .data();
    }
}
