package dev.handoff.owntransport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.HandoffPolicy;
import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.Safeguard;
import dev.handoff.json.FirstMessage;
import dev.handoff.json.PayloadParser;
import dev.handoff.json.PhonePayload;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages and phones over TLS. */
class OwnTransportTest {

    private static final String DEVICE = "a device of 128 random bits";

    private TestHost host = new TestHost(HandoffPolicy.defaults());

    @AfterEach
    void stop() {
        host.close();
    }

    @Test
    void page_duringAHandoff_receivesEveryChange() {
        TestLine page = host.page();
        JsonNode first = hear(page);
        assertThat(first.path("status").asText()).isEqualTo("created");
        PhonePayload code = parse(first.path("code").asText());

        TestLine phone = host.phone();
        assertThat(phone.say(hello(code)).orElseThrow().path("connection").asLong())
                .isEqualTo(1);
        assertThat(hear(page).path("status").asText()).isEqualTo("in_progress");

        assertThat(phone.say("{\"outcome\": \"succeeded\"}")
                        .orElseThrow()
                        .path("status")
                        .asText())
                .isEqualTo("succeeded");
        assertThat(phone.hear()).isEmpty();
        assertThat(hear(page).path("status").asText()).isEqualTo("succeeded");
        assertThat(page.hear()).isEmpty();
    }

    @Test
    void page_afterCancel_receivesCancelledAndIsClosed() {
        TestLine page = host.page();
        PhonePayload code = scan(page);

        host.handoffs.cancel(code.sessionId()).orElseThrow();

        assertThat(hear(page).path("status").asText()).isEqualTo("cancelled");
        assertThat(page.hear()).isEmpty();
    }

    @Test
    void phone_replacedByANewerConnection_isRefusedAndClosedAtOnce() {
        PhonePayload code = scan(host.page());
        TestLine older = host.phone();
        older.say(hello(code));

        TestLine newer = host.phone();
        assertThat(newer.say(resume(code)).orElseThrow().path("connection").asLong())
                .isEqualTo(2);

        assertThat(hear(older).path("code").asText()).isEqualTo(Refusal.CONNECTION_REPLACED.code());
        assertThat(older.hear()).isEmpty();
        host.handoffs.cancel(code.sessionId()).orElseThrow();
        assertThat(hear(newer).path("code").asText()).isEqualTo(Refusal.SESSION_EXPIRED.code());
    }

    @Test
    void phone_whoseSessionIsCancelled_isRefusedAndClosedAtOnce() {
        PhonePayload code = scan(host.page());
        TestLine phone = host.phone();
        phone.say(hello(code));

        host.handoffs.cancel(code.sessionId()).orElseThrow();

        assertThat(hear(phone).path("code").asText()).isEqualTo(Refusal.SESSION_EXPIRED.code());
        assertThat(phone.hear()).isEmpty();
    }

    @Test
    void phone_whoseAttemptTheHostFinished_isRefusedAtOnce() {
        PhonePayload code = scan(host.page());
        TestLine phone = host.phone();
        phone.say(hello(code));

        host.handoffs.finish(code.sessionId(), Outcome.failedRetryably("x")).orElseThrow();

        assertThat(hear(phone).path("code").asText()).isEqualTo(Refusal.HANDOFF_ATTEMPT_OVER.code());
    }

    @Test
    void page_afterARetryableFailure_receivesTheNextCode() {
        TestLine page = host.page();
        PhonePayload code = scan(page);
        TestLine phone = host.phone();
        phone.say(hello(code));
        assertThat(hear(page).path("code").asText()).isEmpty();
        host.clock.advance(Duration.ofMinutes(2)); // past the reuse window

        phone.say("{\"outcome\":\"failed\",\"failure_code\":\"chip_unreadable\"}");

        JsonNode failed = hear(page);
        assertThat(failed.path("status").asText()).isEqualTo("created");
        PhonePayload next = parse(failed.path("code").asText());
        assertThat(next.attemptId()).isNotEqualTo(code.attemptId());
        assertThat(host.phone().say(hello(next)).orElseThrow().path("type").asText())
                .isEqualTo("ack");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"hello\"}",
                "{\"outcome\":\"failed\",\"failure_code\":\"no spaces\"}",
                "{\"outcome\":\"failed\"}",
                "{\"outcome\":7}",
                "{\"type\":\"ping\"}",
                "{\"type\":",
                "[]",
                ""
            })
    void finish_malformed_isRefusedAndThePhoneMayResume(String message) {
        PhonePayload code = scan(host.page());
        TestLine phone = host.phone();
        phone.say(hello(code));

        assertRefused(phone, message, "BAD_REQUEST");

        assertThat(host.phone().say(resume(code)).orElseThrow().path("type").asText())
                .isEqualTo("ack");
    }

    @Test
    void message_longerThanTheLimit_isRefused() {
        PhonePayload code = scan(host.page());
        String hello = hello(code);
        String longest = hello + " ".repeat(FirstMessage.MAX_BYTES - hello.length());

        assertRefused(host.phone(), longest + " ", "BAD_REQUEST");
        assertThat(host.phone().say(longest).orElseThrow().path("type").asText())
                .isEqualTo("ack");
    }

    @Test
    void message_tooLongWithoutAnEnd_isRefused() {
        TestLine phone = host.phone();

        phone.send(" ".repeat(FirstMessage.MAX_BYTES + 1));

        assertThat(hear(phone).path("code").asText()).isEqualTo("BAD_REQUEST");
    }

    @Test
    void hello_withoutItsLineEnd_consumesNothing() {
        PhonePayload code = scan(host.page());
        TestLine phone = host.phone();
        phone.send(hello(code)); // the line end is missing
        phone.close();

        assertThat(host.phone()
                        .say(hello(code))
                        .orElseThrow()
                        .path("connection")
                        .asLong())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"finish\"}", "{}"})
    void firstMessage_thatIsNoGreeting_isRefused(String message) {
        assertRefused(host.phone(), message, "HELLO_REQUIRED");
    }

    @Test
    void firstMessage_withoutASession_isRefused() {
        assertRefused(host.phone(), "{\"type\":\"hello\"}", Refusal.INVALID_SESSION_ID.code());
    }

    @Test
    void challenge_twice_isRefused() {
        PhonePayload code = scan(host.page());
        TestLine phone = host.phone();
        String challenge = withSession(code, code.challengeMessage(DEVICE));
        phone.say(challenge);

        assertRefused(phone, challenge, "HELLO_REQUIRED");
    }

    @Test
    void hello_withSignedChallenge_isAccepted() throws GeneralSecurityException {
        host.close();
        host = new TestHost(HandoffPolicy.defaults().withSafeguards(Safeguard.POSSESSION));
        PhonePayload code = scan(host.page());
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair key = keys.generateKeyPair();
        String device = base64(key.getPublic().getEncoded());
        assertRefused(
                host.phone(), withSession(code, code.helloMessage(device, null)), Refusal.POSSESSION_REQUIRED.code());

        TestLine phone = host.phone();
        String challenge = phone.say(withSession(code, code.challengeMessage(device)))
                .orElseThrow()
                .path("value")
                .asText();
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(key.getPrivate());
        signature.update(challenge.getBytes(StandardCharsets.UTF_8));
        String proof = base64(signature.sign());

        assertThat(phone.say(withSession(code, code.helloMessage(device, null, proof)))
                        .orElseThrow()
                        .path("type")
                        .asText())
                .isEqualTo("ack");
        assertRefused(
                host.phone(),
                withSession(code, code.resumeMessage(device, null, proof)),
                Refusal.POSSESSION_REQUIRED.code());
    }

    private PhonePayload scan(TestLine page) {
        return parse(hear(page).path("code").asText());
    }

    private PhonePayload parse(String code) {
        return (PhonePayload) new PayloadParser("example", host.clock).parse(code);
    }

    private static JsonNode hear(TestLine line) {
        return line.hear().orElseThrow();
    }

    private static String hello(PhonePayload code) {
        return withSession(code, code.helloMessage(DEVICE, null));
    }

    private static String resume(PhonePayload code) {
        return withSession(code, code.resumeMessage(DEVICE, null));
    }

    private static String withSession(PhonePayload code, String message) {
        return "{\"session_id\":\"" + code.sessionId() + "\"," + message.substring(1);
    }

    private static void assertRefused(TestLine line, String message, String code) {
        assertThat(line.say(message).orElseThrow().path("code").asText()).isEqualTo(code);
        assertThat(line.hear()).isEmpty();
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
