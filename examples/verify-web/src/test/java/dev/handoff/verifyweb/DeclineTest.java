package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A decline cancels the session if a hello of this phone would be accepted. */
class DeclineTest {

    private TestServer server = TestServer.start();
    private String id = server.newSessionId();
    private JsonNode payload = server.mint(id).data();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void decline_ofAFreshCode_cancelsTheSessionAndNotifiesThePage() {
        String version = server.status(id).data().get("version").textValue();
        CompletableFuture<Reply> waiting =
                server.getLater(TestClient.path(id) + "/status?wait=PT20S&version=" + version);
        TestPhone phone = decline(payload, "a device");
        assertThat(phone.next().toString()).isEqualTo("{\"type\":\"ack\",\"message\":\"declined\"}");
        phone.expectClose(1000);

        assertThat(waiting.join().data().get("status").textValue()).isEqualTo("cancelled");
        server.phone(id).hello(payload).expectRefusal("SESSION_EXPIRED");
        decline(payload, "a device").expectRefusal("SESSION_EXPIRED");
    }

    @Test
    void decline_afterARetryableFailure_isAcceptedFromTheBoundPhoneOnly() {
        TestPhone bound = server.phone(id).send(TestPhone.credentials("hello", payload, "bound"));
        bound.expectAck("hello_ok");
        JsonNode next = bound.fail("blurred", true).expectAck("finish_ok").get("handoff");
        decline(next, "another").expectRefusal("HANDOFF_DEVICE_MISMATCH");
        assertThat(state()).isEqualTo("created");
        decline(next, "bound").expectAck("declined");
        assertThat(state()).isEqualTo("cancelled");
    }

    @Test
    void decline_whereAHelloWouldBeRefused_isRefusedAndChangesNothing() {
        String wrong = TestPhone.credentials("decline", payload, "a device")
                .replace(payload.get("mobile_write_token").textValue(), "0".repeat(64));
        server.phone(id).send(wrong).expectRefusal("HANDOFF_TOKEN_INVALID");
        server.phone(id).send("{\"type\":\"decline\"}").expectRefusal("HELLO_AUTH_REQUIRED");
        server.clock().advance(Duration.ofMinutes(6));
        decline(payload, "a device").expectRefusal("HANDOFF_TOKEN_EXPIRED");
        assertThat(state()).isEqualTo("created");

        JsonNode fresh = server.mint(id).data();
        TestPhone bound = server.phone(id).send(TestPhone.credentials("hello", fresh, "bound"));
        bound.expectAck("hello_ok");
        decline(fresh, "another").expectRefusal("HANDOFF_DEVICE_MISMATCH");
        decline(fresh, "bound").expectRefusal("HANDOFF_TOKEN_CONSUMED");
        bound.send(TestPhone.credentials("decline", fresh, "bound")).expectRefusal("BAD_REQUEST");
        assertThat(state()).isEqualTo("in_progress");
    }

    @Test
    void decline_withPossession_needsTheSignature() throws GeneralSecurityException {
        restart("HANDOFF_POSSESSION", "on");
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String device = base64(keys.getPublic().getEncoded());
        decline(payload, device).expectRefusal("POSSESSION_REQUIRED");
        assertThat(state()).isEqualTo("created");

        TestPhone phone = server.phone(id).send(TestPhone.credentials("challenge", payload, device));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(keys.getPrivate());
        signature.update(phone.next().get("value").textValue().getBytes(StandardCharsets.UTF_8));
        String proof = base64(signature.sign());
        String decline = TestPhone.credentials("decline", payload, device);
        phone.send(decline.replaceFirst("}$", ",\"proof\":\"" + proof + "\"}")).expectAck("declined");
        phone.expectClose(1000);
        assertThat(state()).isEqualTo("cancelled");
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private TestPhone decline(JsonNode code, String deviceId) {
        return server.phone(id).send(TestPhone.credentials("decline", code, deviceId));
    }

    private String state() {
        return server.status(id).data().get("status").textValue();
    }

    private void restart(String... settings) {
        server.close();
        server = TestServer.start(settings);
        id = server.newSessionId();
        payload = server.mint(id).data();
    }
}
