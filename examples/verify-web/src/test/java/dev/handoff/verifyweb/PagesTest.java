package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {

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
        "/, text/html",
        "/verify/vs_malformed, text/html",
        "/phone, text/html",
        "/phone%23code, text/html",
        "/phone/, text/html",
        "/PHONE/x, text/html",
        "/phone;x, text/html",
        "//phone., text/html",
        "/verify/vs_malformed/, text/html",
        "/assets/verify.js, text/javascript",
        "/assets/favicon.svg, image/svg+xml",
    })
    void page_atItsAddresses_isSentWithTypeAndHeaders(String path, String type) {
        Reply reply = server.get(path);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isNotBlank();
        assertThat(reply.header("Content-Type").orElse("")).startsWith(type);
        assertThat(reply.header("Content-Security-Policy").orElse(""))
                .contains("default-src 'self'", "frame-ancestors 'none'", "form-action 'none'")
                .contains(
                        "connect-src 'self' ws://",
                        " ws://localhost:" + server.port(),
                        " ws://127.0.0.1:" + server.port())
                .doesNotContain("unsafe", "ws: ", "wss:", "ws:;");
        assertThat(reply.header("X-Content-Type-Options")).contains("nosniff");
        assertThat(reply.header("Referrer-Policy")).contains("no-referrer");
        assertThat(reply.header("Cache-Control")).contains("no-cache");
        assertThat(reply.header("Server")).isEmpty();
    }

    @Test
    void head_ofAPage_returnsTheHeadersWithoutBody() {
        Reply reply = server.send(HttpRequest.newBuilder(server.uri("/")).method("HEAD", BodyPublishers.noBody()));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEmpty();
        assertThat(reply.header("Content-Type")).isEqualTo(server.get("/").header("Content-Type"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/missing.js",
                "/phones",
                "/assets/..%2Fsimplelogger.properties",
                "/assets/%2e%2e%2fsimplelogger.properties",
                "/assets/simplelogger.properties",
                "/assets/verify.js.map",
                "/assets/VERIFY.JS",
                "/assets/",
                "/assets",
                "/web/verify.js",
                "/verify",
                "/verify/a/b",
                "/index.html",
            })
    void path_ofNoPage_isNotFound(String path) {
        assertThat(server.get(path).error()).isEqualTo("404 NOT_FOUND");
    }
}
