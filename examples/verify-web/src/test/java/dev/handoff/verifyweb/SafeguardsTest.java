package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The wire of page proof, match code and possession. {@link GuardedAdversaryTest} attacks them. */
class SafeguardsTest {

    private TestServer server;
    private JsonNode session;
    private String id;
    private String proof;

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"http://id.example, page_proof, ''", "https://id.example, __Secure-page_proof, ; Secure"})
    void pageProof_atTheStart_isReturnedAndSetAsCookieOfTheSessionsPath(String publicUrl, String name, String secure) {
        start("HANDOFF_PAGE_PROOF", "on", "HANDOFF_PUBLIC_URL", publicUrl);
        Reply reply = server.post("/v1/sessions", "{}");
        String given = reply.data().get("page_proof").textValue();
        String path = TestClient.path(reply.data().get("id").textValue());
        assertThat(reply.header("Set-Cookie"))
                .contains(name + "=" + given + "; Path=" + path + "; Max-Age=3600; HttpOnly; SameSite=Strict" + secure);
        assertThat(given).isNotEqualTo(proof).hasSizeGreaterThan(40);
    }

    @Test
    void mint_withPageProof_needsTheProofAsHeaderOrCookie() {
        start("HANDOFF_PAGE_PROOF", "on");
        for (String path : new String[] {"/handoff", "/code"}) {
            assertThat(server.post(TestClient.path(id) + path, "").error()).isEqualTo("403 PAGE_PROOF_REQUIRED");
            assertThat(post(path, "", "X-Page-Proof", proof).status()).isEqualTo(200);
            assertThat(post(path, "", "Cookie", "a=b; page_proof=" + proof).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void status_withoutTheProof_returnsThePublicStatusAtOnce() {
        start("HANDOFF_PAGE_PROOF", "on");
        String withoutProof = "{\"session_id\":\"" + id + "\",\"status\":\"created\",\"is_terminal\":false,"
                + "\"same_device_only\":false,\"completed_at\":null,\"approval\":null,\"version\":null,"
                + "\"sequence\":null,\"latest_attempt\":null,\"redirect_url\":null}";
        String version = status().get("version").textValue();
        assertThat(server.status(id).data().toString()).isEqualTo(withoutProof);
        assertThat(server.status(id).header("ETag")).isEmpty();
        assertThat(server.get(TestClient.path(id) + "/status?wait=PT30S&version=" + version)
                        .data()
                        .toString())
                .as("a wait without the proof is answered at once")
                .isEqualTo(withoutProof);
        assertThat(get("/status?wait=PT30S&version=another")
                        .data()
                        .get("version")
                        .textValue())
                .isEqualTo(version);
    }

    @Test
    void matchCode_rightChoice_letsThePhoneFinish() {
        startWithMatchCode();
        assertThat(get("/match").error()).isEqualTo("409 HANDOFF_NOT_CONSUMED");
        assertThat(status().get("approval").textValue()).isEqualTo("required");
        TestPhone phone = server.phone(id).hello(mint());
        String digits = phone.expectAck("hello_ok").get("match_code").textValue();
        phone.succeed().expectError("APPROVAL_REQUIRED");
        assertThat(phone.ping().expectAck("pong").get("approval").textValue()).isEqualTo("required");

        assertThat(pick(digits).status()).isEqualTo(204);
        assertThat(phone.ping().expectAck("pong").get("approval").textValue()).isEqualTo("given");
        assertThat(pick(digits).status()).as("repeated").isEqualTo(204);
        assertThat(status().get("approval").textValue()).isEqualTo("given");
        phone.succeed().expectAck("finish_ok");
    }

    @Test
    void matchCode_phoneNotApproved_isClosedAtTheSessionsEnd() {
        startWithMatchCode();
        TestPhone phone = server.phone(id).hello(mint());
        phone.expectAck("hello_ok");
        server.clock().advance(Duration.ofMinutes(60));

        phone.expectRefusal("SESSION_EXPIRED");
    }

    @Test
    void matchCode_wrongChoice_cancelsTheSession() {
        startWithMatchCode();
        TestPhone phone = server.phone(id).hello(mint());
        String digits = phone.expectAck("hello_ok").get("match_code").textValue();
        List<String> wrong = new ArrayList<>();
        get("/match").data().get("choices").forEach(choice -> wrong.add(choice.textValue()));
        wrong.remove(digits);
        assertThat(wrong).hasSize(2);
        assertThat(pick(wrong.get(0)).error()).isEqualTo("409 MATCH_CODE_WRONG");
        phone.expectRefusal("SESSION_EXPIRED");
        assertThat(status().get("status").textValue()).isEqualTo("cancelled");
    }

    @Test
    void matchCode_withoutProofOrWellFormedChoice_changesNothing() {
        startWithMatchCode();
        server.phone(id).hello(mint()).expectAck("hello_ok");
        String match = TestClient.path(id) + "/match";
        assertThat(server.get(match).error()).isEqualTo("403 PAGE_PROOF_REQUIRED");
        assertThat(server.post(match, "{\"choice\":\"47\"}").error()).isEqualTo("403 PAGE_PROOF_REQUIRED");
        for (String body : new String[] {"", "{}", "{\"choice\":47}", "{\"choice\":null}"}) {
            assertThat(post("/match", body, "X-Page-Proof", proof).error()).isEqualTo("400 BAD_REQUEST");
        }
        assertThat(status().get("status").textValue()).isEqualTo("in_progress");
    }

    @Test
    void possession_withoutSignature_isRefused() {
        start("HANDOFF_POSSESSION", "on");
        server.phone(id).hello(server.mint(id).data()).expectRefusal("POSSESSION_REQUIRED");
    }

    @Test
    void challenge_withoutHelloAfterwards_isRefusedAtTheDeadline() {
        use(TestServer.startImpatient(Duration.ofSeconds(3), "HANDOFF_POSSESSION", "on"));
        JsonNode payload = server.mint(id).data();
        TestPhone phone = server.phone(id).send(TestPhone.credentials("challenge", payload, "a device"));
        JsonNode challenge = phone.next();
        assertThat(challenge.fieldNames()).toIterable().containsExactly("type", "value");
        assertThat(challenge.get("type").textValue()).isEqualTo("challenge");
        phone.expectRefusal("HELLO_REQUIRED");
    }

    @Test
    void safeguards_off_addNothingToTheWire() {
        start();
        JsonNode payload = server.mint(id).data();
        server.phone(id)
                .send(TestPhone.credentials("challenge", payload, "a device"))
                .expectRefusal("HELLO_REQUIRED");
        assertThat(server.phone(id).hello(payload).expectAck("hello_ok").has("match_code"))
                .isFalse();
        assertThat(server.get(TestClient.path(id) + "/match").error()).isEqualTo("404 NOT_FOUND");
        assertThat(server.status(id).data().get("approval").isNull()).isTrue();
        assertThat(session.has("page_proof")).isFalse();
        assertThat(server.post("/v1/sessions", "{}").header("Set-Cookie")).isEmpty();
    }

    private void startWithMatchCode() {
        start("HANDOFF_PAGE_PROOF", "on", "HANDOFF_MATCH_CODE", "on");
    }

    private void start(String... settings) {
        use(TestServer.start(settings));
    }

    private void use(TestServer started) {
        server = started;
        session = server.newSession();
        id = session.get("id").textValue();
        proof = session.path("page_proof").asText();
    }

    private Reply post(String path, String body, String header, String value) {
        return server.send(HttpRequest.newBuilder(server.uri(TestClient.path(id) + path))
                .header(header, value)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private Reply get(String path) {
        return server.send(
                HttpRequest.newBuilder(server.uri(TestClient.path(id) + path)).header("X-Page-Proof", proof));
    }

    private JsonNode mint() {
        return post("/handoff", "", "X-Page-Proof", proof).data();
    }

    private Reply pick(String choice) {
        return post("/match", "{\"choice\":\"" + choice + "\"}", "X-Page-Proof", proof);
    }

    private JsonNode status() {
        return get("/status").data();
    }
}
