package dev.handoff.plainjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.handoff.testkit.SettableClock;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that browsers send for pages of other origins. */
class PlainHostOriginsTest {

    private final SettableClock clock = new SettableClock(Instant.parse("2030-01-01T00:00:00Z"));
    private PlainHost host;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        host = new PlainHost(0, "https://id.example", clock);
        client = new Client(host.port());
    }

    @AfterEach
    void stop() {
        host.close();
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, https://id.example:8443", // another port
        "Origin, https://ads.id.example", // a subdomain
        "Origin, http://id.example",
        "Origin, https://evil.example",
        "Origin, null", // a sandboxed frame, or a form of a page with the referrer policy no-referrer
        "Sec-Fetch-Site, same-site",
        "Sec-Fetch-Site, cross-site"
    })
    void post_ofAPageOfAnotherOrigin_isRefusedAndChangesNothing(String header, String value) {
        Page page = Page.open(client, clock);
        Phone phone = new Phone(client, page.scan());
        String path = "/sessions/" + page.sessionId();
        String[] foreign = {header, value, "Content-Type", "application/json", "Page-Proof", page.proof()};

        for (String request : List.of("/sessions", path + "/code", path + "/phone", path + "/outcome")) {
            Client.assertProblem(client.post(request, phone.helloMessage(), foreign), 403, "FORBIDDEN_ORIGIN");
        }
        assertThat(page.status()).isEqualTo("created");
        assertThat(phone.hello().statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"Origin, https://id.example", "Sec-Fetch-Site, same-origin", "Sec-Fetch-Site, none"})
    void post_ofTheOwnPage_isAccepted(String header, String value) {
        assertThat(client.post("/sessions", "", header, value).statusCode()).isEqualTo(201);
    }

    @Test
    void post_withTwoOrigins_isRefused() {
        Client.assertProblem(
                client.post("/sessions", "", "Origin", "https://id.example", "Origin", "https://evil.example"),
                403,
                "FORBIDDEN_ORIGIN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain;charset=UTF-8", "application/jsonp", "multipart/form-data"})
    void hello_withAnotherContentType_isRefusedAndConsumesNothing(String type) {
        Page page = Page.open(client, clock);
        Phone phone = new Phone(client, page.scan());
        String path = "/sessions/" + page.sessionId() + "/phone";

        Client.assertProblem(
                client.post(path, phone.helloMessage(), "Content-Type", type), 415, "UNSUPPORTED_MEDIA_TYPE");
        Client.assertProblem(client.post(path, phone.helloMessage()), 415, "UNSUPPORTED_MEDIA_TYPE");
        assertThat(client.post(path, phone.helloMessage(), "Content-Type", "Application/JSON; charset=utf-8")
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://id.example/",
                "https://ID.example",
                "https://id.example:443",
                "http://id.example:80",
                "id.example"
            })
    void publicUrl_thatIsNoOrigin_isRefused(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PlainHost(0, url, clock))
                .withMessageContaining(url);
    }
}
