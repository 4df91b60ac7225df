package dev.handoff.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.handoff.HandoffKeys;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffService;
import dev.handoff.Safeguard;
import dev.handoff.json.FirstMessage.Greeting;
import dev.handoff.json.FirstMessage.Kind;
import dev.handoff.store.memory.MemoryTokenStore;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.InstantSource;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that the host reads the messages that a phone writes. */
class PhoneMessagesTest {

    private final Sessions sessions = Sessions.at(Sessions.NOW);
    private final PhonePayload payload = SamplePayload.payload(
            new PayloadParser("kayle", InstantSource.fixed(Sessions.NOW)), HandoffJson.compact(sessions.handoff()));

    @Test
    void messages_ofAPhone_haveTheDocumentedFields() {
        String credentials = "\"attempt_id\":\"" + payload.attemptId() + "\",\"mobile_write_token\":\""
                + payload.token() + "\",\"device_id\":\"d\"";

        assertThat(payload.helloMessage("d", null)).isEqualTo("{\"type\":\"hello\"," + credentials + "}");
        assertThat(payload.resumeMessage("d", "4.2"))
                .isEqualTo("{\"type\":\"resume\"," + credentials + ",\"app_version\":\"4.2\"}");
        assertThat(payload.helloMessage("d", null, "p"))
                .isEqualTo("{\"type\":\"hello\"," + credentials + ",\"proof\":\"p\"}");
        assertThat(payload.resumeMessage("d", null, "p"))
                .isEqualTo("{\"type\":\"resume\"," + credentials + ",\"proof\":\"p\"}");
        assertThat(payload.challengeMessage("d")).isEqualTo("{\"type\":\"challenge\"," + credentials + "}");
        assertThat(payload.declineMessage("d", null)).isEqualTo("{\"type\":\"decline\"," + credentials + "}");
        assertThat(payload.declineMessage("d", "p"))
                .isEqualTo("{\"type\":\"decline\"," + credentials + ",\"proof\":\"p\"}");
        assertThat(greeting(payload.declineMessage("d", null)).kind()).isEqualTo(Kind.DECLINE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4.2 (ı)", "\"}{\\", "\n\u0000", "😀", "€"})
    void helloMessage_readByTheHost_isAccepted(String appVersion) {
        Greeting greeting = greeting(payload.helloMessage(Sessions.DEVICE_ID, appVersion));

        assertThat(greeting.kind()).isEqualTo(Kind.HELLO);
        assertThat(greeting.fields().text("attempt_id")).contains(payload.attemptId());
        assertThat(greeting.fields().text("app_version")).contains(appVersion);
        assertThat(sessions.consume(greeting.credentials())).isEqualTo("ok");
    }

    @Test
    void challengeAndProof_readByTheHost_areAccepted() throws GeneralSecurityException {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String device = base64(keys.getPublic().getEncoded());
        HandoffService handoffs = HandoffService.builder()
                .store(new MemoryTokenStore())
                .keys(HandoffKeys.random())
                .policy(HandoffPolicy.defaults().withSafeguards(Safeguard.POSSESSION))
                .build();
        PhonePayload scanned = SamplePayload.payload(
                new PayloadParser("kayle", InstantSource.system()),
                HandoffJson.payload(handoffs.start("vs_1").orElseThrow().handoff()));
        Greeting asking = greeting(scanned.challengeMessage(device));
        assertThat(asking.kind()).isEqualTo(Kind.CHALLENGE);
        String challenge = handoffs.challenge("vs_1", asking.credentials()).orElseThrow();
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(keys.getPrivate());
        signature.update(challenge.getBytes(StandardCharsets.UTF_8));

        Greeting hello = greeting(scanned.helloMessage(device, null, base64(signature.sign())));
        assertThat(handoffs.consume("vs_1", hello.credentials()).isOk()).isTrue();
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\"b", "\\", "ü€😀", "'"})
    void resumeMessage_ofADeviceIdWithSpecialCharacters_isReadUnchanged(String deviceId) {
        sessions.consume(payload.credentials(deviceId));

        Greeting greeting = greeting(payload.resumeMessage(deviceId, null));

        assertThat(greeting.kind()).isEqualTo(Kind.RESUME);
        assertThat(greeting.fields().text("app_version")).isEmpty();
        assertThat(sessions.service()
                        .resume(Sessions.SESSION_ID, greeting.credentials())
                        .isOk())
                .isTrue();
    }

    @Test
    void helloMessage_asLongAsTheHostReads_isWritten() {
        int room = FirstMessage.MAX_BYTES - payload.helloMessage("d", "").length();

        assertThat(greeting(payload.helloMessage("d", "x".repeat(room))).kind()).isEqualTo(Kind.HELLO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"xx", "ü", "\n"})
    void helloMessage_longerThanTheHostReads_isRejected(String twoBytes) {
        int room = FirstMessage.MAX_BYTES - payload.helloMessage("d", "").length();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> payload.helloMessage("d", "x".repeat(room - 1) + twoBytes))
                .withMessageNotContaining(payload.token());
    }

    @Test
    void helloMessage_withoutADevice_isRejected() {
        assertThatNullPointerException().isThrownBy(() -> payload.helloMessage(null, null));
    }

    private static Greeting greeting(String json) {
        FirstMessage message = FirstMessage.parse(json);
        assertThat(message).isInstanceOf(Greeting.class);
        return (Greeting) message;
    }
}
