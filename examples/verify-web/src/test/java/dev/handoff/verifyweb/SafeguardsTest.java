package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Page proof, match code and possession, as clients meet them. */
class SafeguardsTest {

    private TestServer server;
    private JsonNode session;
    private String id;
    private String proof;

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void pageProof_isGivenOnceAndSetAsCookieOfThatSessionAlone() {
        start("HANDOFF_PAGE_PROOF", "on", "HANDOFF_PUBLIC_URL", "https://id.example");
        Reply reply = server.post("/v1/sessions", "{}");
        String given = reply.data().get("page_proof").textValue();
        String path = TestClient.path(reply.data().get("id").textValue());
        assertThat(reply.header("Set-Cookie"))
                .contains("page_proof=" + given + "; Path=" + path + "; HttpOnly; SameSite=Strict; Secure");
        assertThat(given).isNotEqualTo(proof).hasSizeGreaterThan(40);
    }

    @Test
    void pageProof_overPlainHttp_isNoSecureCookie() {
        start("HANDOFF_PAGE_PROOF", "on");
        assertThat(server.post("/v1/sessions", "{}").header("Set-Cookie").orElse(""))
                .endsWith("; SameSite=Strict");
    }

    @Test
    void withoutTheSetting_noProofIsGivenOrAskedFor() {
        start();
        assertThat(session.has("page_proof")).isFalse();
        assertThat(server.post("/v1/sessions", "{}").header("Set-Cookie")).isEmpty();
        assertThat(server.mint(id).status()).isEqualTo(200);
    }

    @Test
    void mint_needsTheProofOfThisSession() {
        start("HANDOFF_PAGE_PROOF", "on");
        String other = server.newSession().get("page_proof").textValue();
        for (String path : new String[] {"/handoff", "/code"}) {
            assertThat(server.post(TestClient.path(id) + path, "").error()).isEqualTo("403 PAGE_PROOF_REQUIRED");
            assertThat(post(path, "", "X-Page-Proof", other).error()).isEqualTo("403 PAGE_PROOF_REQUIRED");
            assertThat(post(path, "", "X-Page-Proof", proof).status()).isEqualTo(200);
            assertThat(post(path, "", "Cookie", "a=b; page_proof=" + proof).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void status_withoutTheProof_tellsTheStateAndNothingElse() {
        start("HANDOFF_PAGE_PROOF", "on");
        String withoutProof = "{\"session_id\":\"" + id + "\",\"status\":\"created\",\"is_terminal\":false,"
                + "\"same_device_only\":false,\"completed_at\":null,\"approval\":null,\"version\":null,"
                + "\"sequence\":null,\"latest_attempt\":null,\"redirect_url\":null}";
        assertThat(server.status(id).data().toString()).isEqualTo(withoutProof);
        assertThat(server.status(id).header("ETag")).isEmpty();
        String version = status(proof).get("version").textValue();
        assertThat(server.get(TestClient.path(id) + "/status?wait=PT30S&version=" + version)
                        .data()
                        .toString())
                .as("nor may it wait")
                .isEqualTo(withoutProof);
    }

    @Test
    void wait_withTheProof_isAnsweredOnlyToThatProof() {
        start("HANDOFF_PAGE_PROOF", "on");
        JsonNode payload = post("/handoff", "", "X-Page-Proof", proof).data();
        String wait = TestClient.path(id) + "/status?wait=PT30S&version="
                + status(proof).get("version").textValue();
        var waiting = server.sendLater(HttpRequest.newBuilder(server.uri(wait)).header("X-Page-Proof", proof));
        TestServer.await(() -> assertThat(server.get(wait).data().get("version").isNull())
                .as("what is known to the page is not told to others")
                .isTrue());
        server.phone(id).hello(payload).expectAck("hello_ok");
        assertThat(waiting)
                .succeedsWithin(10, TimeUnit.SECONDS)
                .extracting(reply -> reply.data().get("status").textValue())
                .isEqualTo("in_progress");
    }

    @Test
    void matchCode_rightChoice_letsThePhoneFinish() {
        start("HANDOFF_PAGE_PROOF", "on", "HANDOFF_MATCH_CODE", "on");
        assertThat(choices().error()).isEqualTo("409 HANDOFF_NOT_CONSUMED");
        assertThat(status(proof).get("approval").textValue()).isEqualTo("required");
        JsonNode payload = post("/handoff", "", "X-Page-Proof", proof).data();
        TestPhone phone = server.phone(id).hello(payload);
        String digits = phone.expectAck("hello_ok").get("match_code").textValue();
        assertThat(choices().data().get("choices"))
                .hasSize(3)
                .anyMatch(choice -> choice.textValue().equals(digits));
        phone.succeed().expectError("APPROVAL_REQUIRED");
        phone.ping().expectAck("pong");

        assertThat(pick(digits).status()).isEqualTo(204);
        assertThat(pick(digits).status()).as("repeated").isEqualTo(204);
        assertThat(status(proof).get("approval").textValue()).isEqualTo("given");
        TestPhone again = phone.reconnect(server, id).resume(payload);
        assertThat(again.expectAck("resume_ok").get("match_code").textValue()).isEqualTo(digits);
        again.succeed().expectAck("finish_ok");
    }

    @Test
    void matchCode_wrongChoice_cancelsTheSession() {
        start("HANDOFF_PAGE_PROOF", "on", "HANDOFF_MATCH_CODE", "on");
        TestPhone phone = server.phone(id)
                .hello(post("/handoff", "", "X-Page-Proof", proof).data());
        String digits = phone.expectAck("hello_ok").get("match_code").textValue();
        List<String> wrong = new ArrayList<>();
        choices().data().get("choices").forEach(choice -> wrong.add(choice.textValue()));
        wrong.remove(digits);
        assertThat(pick(wrong.get(0)).error()).isEqualTo("409 MATCH_CODE_WRONG");
        phone.expectRefusal("SESSION_EXPIRED");
        assertThat(status(proof).get("status").textValue()).isEqualTo("cancelled");
        assertThat(pick(digits).error()).isEqualTo("410 SESSION_EXPIRED");
    }

    @Test
    void matchCode_withoutProofOrWellFormedChoice_changesNothing() {
        start("HANDOFF_PAGE_PROOF", "on", "HANDOFF_MATCH_CODE", "on");
        TestPhone phone = server.phone(id)
                .hello(post("/handoff", "", "X-Page-Proof", proof).data());
        phone.expectAck("hello_ok");
        assertThat(server.get(TestClient.path(id) + "/match").error()).isEqualTo("403 PAGE_PROOF_REQUIRED");
        assertThat(server.post(TestClient.path(id) + "/match", "{\"choice\":\"47\"}")
                        .error())
                .isEqualTo("403 PAGE_PROOF_REQUIRED");
        for (String body : new String[] {"", "{}", "{\"choice\":47}", "{\"choice\":null}"}) {
            assertThat(post("/match", body, "X-Page-Proof", proof).error()).isEqualTo("400 BAD_REQUEST");
        }
        phone.ping().expectAck("pong");
        assertThat(status(proof).get("status").textValue()).isEqualTo("in_progress");
    }

    @Test
    void matchCode_withoutTheSetting_isNoAddress() {
        start();
        assertThat(server.get(TestClient.path(id) + "/match").error()).isEqualTo("404 NOT_FOUND");
        assertThat(server.phone(id)
                        .hello(server.mint(id).data())
                        .expectAck("hello_ok")
                        .has("match_code"))
                .isFalse();
        assertThat(server.status(id).data().get("approval").isNull()).isTrue();
    }

    @Test
    void possession_withSignatures_letsThePhoneInAndBack() throws GeneralSecurityException {
        start("HANDOFF_POSSESSION", "on");
        JsonNode payload = server.mint(id).data();
        KeyPair key = newKey();
        TestPhone phone = greet("hello", payload, key, key);
        phone.expectAck("hello_ok");
        TestPhone again = greet("resume", payload, key, key);
        again.expectAck("resume_ok");
        phone.expectRefusal("CONNECTION_REPLACED");
        again.succeed().expectAck("finish_ok");
    }

    @Test
    void possession_missingForgedOrReplayed_isRefusedAndChangesNothing() throws GeneralSecurityException {
        start("HANDOFF_POSSESSION", "on");
        JsonNode payload = server.mint(id).data();
        KeyPair key = newKey();
        String device = deviceId(key);
        String hello = TestPhone.credentials("hello", payload, device);
        server.phone(id).send(hello).expectRefusal("POSSESSION_REQUIRED");
        greet("hello", payload, key, newKey()).expectRefusal("POSSESSION_REQUIRED");
        assertThat(server.status(id).data().get("status").textValue()).isEqualTo("created");

        TestPhone phone = server.phone(id).send(TestPhone.credentials("challenge", payload, device));
        String signature = sign(phone.next().get("value").textValue(), key);
        String signed = hello.replace("}", ",\"proof\":\"" + signature + "\"}");
        phone.send(signed).expectAck("hello_ok");
        server.phone(id).send(signed.replace("hello", "resume")).expectRefusal("POSSESSION_REQUIRED");
        phone.ping().expectAck("pong");
    }

    @Test
    void challenge_withoutTheSetting_isNoFirstMessage() {
        start();
        server.phone(id)
                .send(TestPhone.credentials("challenge", server.mint(id).data(), "d"))
                .expectRefusal("HELLO_REQUIRED");
    }

    @Test
    void challenge_withoutHelloAfterwards_isRefusedAfterTenSeconds() throws GeneralSecurityException {
        start("HANDOFF_POSSESSION", "on");
        TestPhone phone = server.phone(id)
                .send(TestPhone.credentials("challenge", server.mint(id).data(), deviceId(newKey())));
        assertThat(phone.next().get("type").textValue()).isEqualTo("challenge");
        phone.expectRefusal("HELLO_REQUIRED");
    }

    private void start(String... settings) {
        server = TestServer.start(settings);
        session = server.newSession();
        id = session.get("id").textValue();
        proof = session.path("page_proof").asText();
    }

    private Reply post(String path, String body, String header, String value) {
        return server.send(HttpRequest.newBuilder(server.uri(TestClient.path(id) + path))
                .header(header, value)
                .POST(BodyPublishers.ofString(body)));
    }

    private Reply get(String path) {
        return server.send(
                HttpRequest.newBuilder(server.uri(TestClient.path(id) + path)).header("X-Page-Proof", proof));
    }

    private Reply choices() {
        return get("/match");
    }

    private Reply pick(String choice) {
        return post("/match", "{\"choice\":\"" + choice + "\"}", "X-Page-Proof", proof);
    }

    private JsonNode status(String pageProof) {
        assertThat(pageProof).isNotEmpty();
        return get("/status").data();
    }

    private TestPhone greet(String type, JsonNode payload, KeyPair key, KeyPair signer)
            throws GeneralSecurityException {
        TestPhone phone = server.phone(id).send(TestPhone.credentials("challenge", payload, deviceId(key)));
        JsonNode challenge = phone.next();
        assertThat(challenge.fieldNames()).toIterable().containsExactly("type", "value");
        String signature = sign(challenge.get("value").textValue(), signer);
        return phone.send(
                TestPhone.credentials(type, payload, deviceId(key)).replace("}", ",\"proof\":\"" + signature + "\"}"));
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static String deviceId(KeyPair key) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(key.getPublic().getEncoded());
    }

    private static String sign(String challenge, KeyPair key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(key.getPrivate());
        signature.update(challenge.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    }
}
