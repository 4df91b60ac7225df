package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.testkit.SettableClock;
import dev.handoff.verifyweb.Limits.Limit;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rate limits. The clock stands still, so that each test sees only the burst. */
class LimitsTest {

    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start("HANDOFF_RATE_LIMIT", "on");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void opening_tooOften_isRefusedForAnInterval() {
        for (int i = 0; i < 200; i++) {
            assertThat(server.post("/v1/sessions", "{}").status()).isEqualTo(201);
        }
        Reply refused = server.post("/v1/sessions", "{}");
        assertThat(refused.error()).isEqualTo("429 TOO_MANY_REQUESTS");
        assertThat(refused.header("Retry-After")).contains("5");
        server.clock().advance(Duration.ofMillis(200));
        assertThat(server.post("/v1/sessions", "{}").status()).isEqualTo(201);
        assertThat(server.post("/v1/sessions", "{}").status()).isEqualTo(429);
    }

    @Test
    void minting_tooOften_isRefusedForThatSessionOnly() {
        String id = server.newSessionId();
        String other = server.newSessionId();
        for (int i = 0; i < 100; i++) {
            assertThat(server.mint(id).status()).isEqualTo(200);
        }
        assertThat(server.mint(id).error()).isEqualTo("429 TOO_MANY_REQUESTS");
        assertThat(server.post(TestClient.path(id) + "/code", "").status()).isEqualTo(429);
        assertThat(server.mint(other).status()).isEqualTo(200);
    }

    @Test
    void wrongCredentials_tooOften_areRefusedAndRightOnesAreAccepted() {
        JsonNode payload = server.newPayload();
        String id = payload.get("session_id").textValue();
        String forged = TestPhone.credentials("hello", payload, "d")
                .replace(payload.get("mobile_write_token").textValue(), "0".repeat(64));
        for (int i = 0; i < 100; i++) {
            server.phone(id).send(forged).expectRefusal("HANDOFF_TOKEN_INVALID");
        }
        server.phone(id).send(forged).expectRefusal("TOO_MANY_REQUESTS");
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        phone.reconnect(server, id).resume(payload).expectAck("resume_ok");
    }

    @Test
    void wrongCancelTokens_tooOften_areRefusedAndTheRightOneCancels() {
        JsonNode session = server.newSession();
        String cancel = TestClient.path(session.get("id").textValue()) + "/cancel";
        for (int i = 0; i < 20; i++) {
            assertThat(server.post(cancel, "{\"cancel_token\":\"x\"}").status()).isEqualTo(401);
        }
        assertThat(server.post(cancel, "{\"cancel_token\":\"x\"}").error()).isEqualTo("429 TOO_MANY_REQUESTS");
        assertThat(server.cancel(session).status()).isEqualTo(204);
    }

    /** A caller gets no separate limit for proofs or session ids that it invents. */
    @Test
    void minting_withInventedProofs_sharesTheLimitOfTheSession() {
        String id = server.newSessionId();
        for (int i = 0; i < 100; i++) {
            assertThat(mintWithProof(id, "x" + i).status()).isEqualTo(200);
        }
        assertThat(mintWithProof(id, "y").error()).isEqualTo("429 TOO_MANY_REQUESTS");
        String unknown = "vs_" + "0".repeat(64);
        for (int i = 0; i < 102; i++) {
            assertThat(server.mint(unknown).error()).isEqualTo("404 SESSION_NOT_FOUND");
        }
    }

    private Reply mintWithProof(String id, String proof) {
        return server.send(HttpRequest.newBuilder(server.uri(TestClient.path(id) + "/handoff"))
                .header("X-Page-Proof", proof)
                .POST(BodyPublishers.noBody()));
    }

    @Test
    void minting_tooOftenWithoutPageProof_doesNotLimitThePage() {
        server.close();
        server = TestServer.start("HANDOFF_RATE_LIMIT", "on", "HANDOFF_PAGE_PROOF", "on");
        JsonNode session = server.newSession();
        String id = session.get("id").textValue();
        for (int i = 0; i < 100; i++) {
            assertThat(server.mint(id).error()).isEqualTo("403 PAGE_PROOF_REQUIRED");
        }
        assertThat(server.mint(id).error()).isEqualTo("429 TOO_MANY_REQUESTS");
        assertThat(mintWithProof(id, session.get("page_proof").textValue()).status())
                .isEqualTo(200);
    }

    /** The code is right, so the phone must get the true refusal. */
    @Test
    void hello_withoutSignature_isNotCountedAsWrongCredentials() {
        server.close();
        server = TestServer.start("HANDOFF_RATE_LIMIT", "on", "HANDOFF_POSSESSION", "on");
        JsonNode payload = server.newPayload();
        String id = payload.get("session_id").textValue();
        String forged = TestPhone.credentials("hello", payload, "d")
                .replace(payload.get("mobile_write_token").textValue(), "0".repeat(64));
        for (int i = 0; i < 101; i++) {
            server.phone(id).send(forged).next();
        }
        server.phone(id).send(forged).expectRefusal("TOO_MANY_REQUESTS");
        server.phone(id).hello(payload).expectRefusal("POSSESSION_REQUIRED");
    }

    @Test
    void limit_reachedForAName_doesNotLimitOtherNames() {
        SettableClock clock = new SettableClock(Instant.EPOCH);
        Limits limits = new Limits(true, clock::millis);
        for (int i = 0; i < 20; i++) {
            limits.count(Limit.WRONG_CANCEL_TOKENS_BY_SESSION, "one");
        }
        assertThatThrownBy(() -> limits.count(Limit.WRONG_CANCEL_TOKENS_BY_SESSION, "one"))
                .isInstanceOf(ApiException.class);
        limits.count(Limit.WRONG_CANCEL_TOKENS_BY_SESSION, "other");
        limits.count(Limit.MINTING_BY_SESSION, "one");
        clock.advance(Duration.ofSeconds(5));
        limits.count(Limit.WRONG_CANCEL_TOKENS_BY_SESSION, "one");
    }

    @Test
    void nameOf_ipv6Addresses_isTheirFirstHalf() throws UnknownHostException {
        String one = Exchange.nameOf(InetAddress.getByName("2001:db8:1:2::1"));
        assertThat(Exchange.nameOf(InetAddress.getByName("2001:db8:1:2:ffff::9")))
                .isEqualTo(one);
        assertThat(Exchange.nameOf(InetAddress.getByName("2001:db8:1:3::1"))).isNotEqualTo(one);
        assertThat(Exchange.nameOf(InetAddress.getByName("192.0.2.1")))
                .isNotEqualTo(Exchange.nameOf(InetAddress.getByName("192.0.2.2")));
    }
}
