package dev.handoff.plainjava;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.Refusal;
import dev.handoff.json.FirstMessage;
import dev.handoff.json.PhonePayload;
import dev.handoff.testkit.SettableClock;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls the host over HTTP, as a page and as phones. */
class PlainHostTest {

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

    @Test
    void handoff_fromStartToEnd_succeeds() {
        Page page = openPage();
        assertThat(page.status()).isEqualTo("created");
        Phone phone = phone(page.scan());

        assertThat(phone.hello().statusCode()).isEqualTo(200);
        assertThat(page.status()).isEqualTo("in_progress");

        assertThat(Client.json(phone.finish("")).path("status").textValue()).isEqualTo("succeeded");
        assertThat(page.status()).isEqualTo("succeeded");
        assertRefused(phone.resume(), Refusal.SESSION_EXPIRED);
    }

    @Test
    void hello_byASecondPhone_isRefused() {
        Page page = openPage();
        PhonePayload code = page.scan();
        Phone first = phone(code);
        first.hello();

        assertRefused(phone(code).hello(), Refusal.HANDOFF_DEVICE_MISMATCH);
        assertRefused(phone(code).resume(), Refusal.HANDOFF_DEVICE_MISMATCH);
        assertRefused(phone(code).finish(""), Refusal.HANDOFF_DEVICE_MISMATCH);
        assertThat(first.finish("").statusCode()).isEqualTo(200);
    }

    @Test
    void hello_replayed_isRefused() {
        Phone phone = phone(openPage().scan());
        phone.hello();

        assertRefused(phone.hello(), Refusal.HANDOFF_TOKEN_CONSUMED);
    }

    @Test
    void hello_whoseAnswerWasLost_phoneResumes() {
        Page page = openPage();
        Phone phone = phone(page.scan());
        phone.hello(); // the answer never arrives
        assertRefused(phone.hello(), Refusal.HANDOFF_TOKEN_CONSUMED);

        HttpResponse<String> resumed = phone.resume();

        assertThat(Client.json(resumed).path("connection").longValue()).isEqualTo(2);
        phone.finish("");
        assertThat(page.status()).isEqualTo("succeeded");
    }

    @Test
    void hello_whenTheCodeHasExpired_isRefusedAndTheNextCodeWorks() {
        Page page = openPage();
        Phone phone = phone(page.scan());
        clock.advance(Duration.ofMinutes(5));

        assertRefused(phone.hello(), Refusal.HANDOFF_TOKEN_EXPIRED);

        assertThat(phone(page.scan()).hello().statusCode()).isEqualTo(200);
    }

    @Test
    void session_afterItsEnd_isExpired() {
        Page page = openPage();
        clock.advance(Duration.ofMinutes(60));

        assertRefused(page.code(), Refusal.SESSION_EXPIRED);
        assertThat(page.status()).isEqualTo("expired");
    }

    @Test
    void failure_retryable_letsTheSamePhoneTryAgain() {
        Page page = openPage();
        Phone phone = phone(page.scan());
        phone.hello();

        assertThat(Client.json(phone.finish("chip_unreadable")).path("status").textValue())
                .isEqualTo("created");

        clock.advance(Duration.ofMinutes(2)); // past the reuse window: the page shows another code
        PhonePayload nextCode = page.scan();
        assertRefused(phone(nextCode).hello(), Refusal.HANDOFF_DEVICE_MISMATCH);
        assertThat(phone.scans(nextCode).hello().statusCode()).isEqualTo(200);
    }

    @Test
    void finish_withAMalformedFailureCode_changesNothing() {
        Page page = openPage();
        Phone phone = phone(page.scan());
        phone.hello();

        Client.assertProblem(phone.finish("no spaces"), 400, "BAD_REQUEST");
        assertThat(page.status()).isEqualTo("in_progress");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{\"type\": \"hello\", \"device_id\": 7}"})
    void phone_withAMalformedBody_isRefused(String body) {
        String path = "/sessions/" + openPage().sessionId();

        Client.assertProblem(client.postJson(path + "/phone", body), 400, "BAD_REQUEST");
        Client.assertProblem(client.postJson(path + "/outcome", body), 400, "BAD_REQUEST");
    }

    @Test
    void phone_withABodyThatIsTooLong_isRefused() {
        String path = "/sessions/" + openPage().sessionId() + "/phone";
        // the first part is a complete message: the host must not accept it without reading further
        String padding = " ".repeat(FirstMessage.MAX_BYTES);

        Client.assertProblem(client.postJson(path, "{\"type\": \"hello\"}" + padding), 400, "BAD_REQUEST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"type\": \"finish\"}", "{\"type\": \"challenge\"}"})
    void phone_sendingNeitherHelloNorResume_isRefused(String body) {
        Client.assertProblem(
                client.postJson("/sessions/" + openPage().sessionId() + "/phone", body), 400, "HELLO_REQUIRED");
    }

    @Test
    void phone_withoutCredentials_isRefused() {
        String path = "/sessions/" + openPage().sessionId();

        assertRefused(client.postJson(path + "/phone", "{\"type\": \"hello\"}"), Refusal.HELLO_AUTH_REQUIRED);
        assertRefused(client.postJson(path + "/outcome", "{\"type\": \"resume\"}"), Refusal.HELLO_AUTH_REQUIRED);
    }

    @Test
    void code_withoutPageProof_isRefused() {
        Page page = openPage();
        Page stranger = new Page(client, clock, page.sessionId(), "guessed");

        assertRefused(client.post("/sessions/" + page.sessionId() + "/code", ""), Refusal.PAGE_PROOF_REQUIRED);
        assertRefused(stranger.code(), Refusal.PAGE_PROOF_REQUIRED);
    }

    @Test
    void status_withoutPageProof_returnsTheStateOnly() {
        Page page = openPage();
        phone(page.scan()).hello();
        String path = "/sessions/" + page.sessionId();
        assertThat(Client.json(client.get(path, "Page-Proof", page.proof()))
                        .path("latest_attempt")
                        .isObject())
                .isTrue();

        JsonNode answer = Client.json(client.get(path));

        assertThat(answer.path("status").textValue()).isEqualTo("in_progress");
        assertThat(answer.path("latest_attempt").isNull()).isTrue();
        assertRefused(client.get("/sessions/" + openPage().sessionId()), Refusal.SESSION_NOT_FOUND);
    }

    @Test
    void session_unknown_isRefused() {
        assertRefused(new Page(client, clock, "vs_1", "").code(), Refusal.PAGE_PROOF_REQUIRED);
        assertRefused(client.get("/sessions/vs_1"), Refusal.SESSION_NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "/sessions/", "/sessions/a/b/c", "/sessions/..%2F/code", "/Http.class"})
    void path_unknown_isNotFound(String path) {
        Client.assertProblem(client.get(path), 404, "NOT_FOUND");
        Client.assertProblem(client.post(path, ""), 404, "NOT_FOUND");
        assertThat(client.head(path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/page.js", "/phone", "/phone.js"})
    void page_atItsPath_isSent(String path) {
        HttpResponse<String> page = client.get(path);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).isNotBlank();
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'");
    }

    @Test
    void link_ofACode_hasTheTokenInItsFragmentAndIsNotCached() {
        HttpResponse<String> answer = openPage().code();
        String link = Client.json(answer).path("link").textValue();

        assertThat(link).startsWith("https://id.example/phone#").doesNotContain("?");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    }

    private Page openPage() {
        return Page.open(client, clock);
    }

    private Phone phone(PhonePayload code) {
        return new Phone(client, code);
    }

    private static void assertRefused(HttpResponse<String> answer, Refusal reason) {
        Client.assertProblem(answer, reason.httpStatus(), reason.code());
    }
}
