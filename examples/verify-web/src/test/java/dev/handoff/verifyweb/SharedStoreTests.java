package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several instances with the same store and keys work as one system. */
abstract class SharedStoreTests {

    private static final int PHONES = 12;

    final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    TestServer one;
    TestServer other;

    /** Starts another instance with additional settings: name, value, name, value, … */
    abstract TestServer instance(String... more);

    /** Starts an instance without sweeps: it detects another instance's change only at a phone's next message. */
    abstract TestServer blindInstance();

    @BeforeEach
    final void start() throws Exception {
        clear();
        one = instance();
        other = instance();
    }

    /** Deletes the rows of earlier tests. */
    void clear() throws Exception {}

    @AfterEach
    final void stop() {
        one.close();
        other.close();
    }

    @Test
    void session_startedOnOne_isVisibleOnTheOther() {
        JsonNode session = one.post("/v1/sessions", "{\"redirect_url\":\"https://example.org/\"}")
                .data();
        String id = session.get("id").textValue();
        assertThat(other.status(id).body()).isEqualTo(one.status(id).body()).contains("https://example.org/");
        assertThat(other.mint(id).body()).isEqualTo(one.mint(id).body());
        assertThat(other.cancel(session).status()).isEqualTo(204);
        assertThat(one.status(id).data().get("status").textValue()).isEqualTo("cancelled");
    }

    @Test
    void hello_ofTwelvePhonesOnTwoInstances_isAcceptedOnce() {
        JsonNode payload = one.newPayload();
        String id = payload.get("session_id").textValue();
        List<TestPhone> phones = new ArrayList<>();
        for (int i = 0; i < PHONES; i++) {
            phones.add((i % 2 == 0 ? one : other).phone(id));
        }
        List<CompletableFuture<TestPhone>> greetings = phones.stream()
                .map(phone -> CompletableFuture.supplyAsync(() -> phone.hello(payload)))
                .toList();
        greetings.forEach(CompletableFuture::join);
        List<String> answers = new ArrayList<>();
        for (TestPhone phone : phones) {
            JsonNode answer = phone.next();
            answers.add(answer.path("code").asText(answer.get("message").textValue()));
        }
        assertThat(answers).containsOnlyOnce("hello_ok");
        assertThat(Collections.frequency(answers, "HANDOFF_DEVICE_MISMATCH")).isEqualTo(PHONES - 1);
    }

    @Test
    void wait_onTheOther_isAnsweredSoon() {
        JsonNode payload = one.newPayload();
        String id = payload.get("session_id").textValue();
        String version = one.status(id).data().get("version").textValue();
        CompletableFuture<Reply> waiting =
                other.getLater(TestClient.path(id) + "/status?wait=PT25S&version=" + version);
        one.phone(id).hello(payload).expectAck("hello_ok");
        assertThat(waiting)
                .succeedsWithin(20, TimeUnit.SECONDS)
                .extracting(reply -> reply.data().get("status").textValue())
                .isEqualTo("in_progress");
    }

    @Test
    void resume_onTheOther_replacesTheConnection() {
        JsonNode payload = one.newPayload();
        String id = payload.get("session_id").textValue();
        TestPhone phone = one.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        TestPhone again = phone.reconnect(other, id).resume(payload);
        again.expectAck("resume_ok");
        phone.expectRefusal("CONNECTION_REPLACED");
        again.succeed().expectAck("finish_ok");
    }

    @Test
    void finish_afterResumeOnTheOther_isRefused() {
        try (TestServer blind = blindInstance()) {
            JsonNode payload = one.newPayload();
            String id = payload.get("session_id").textValue();
            TestPhone phone = blind.phone(id).hello(payload);
            phone.expectAck("hello_ok");
            phone.reconnect(other, id).resume(payload).expectAck("resume_ok");
            phone.sendUnlessClosed(TestPhone.SUCCEEDED).expectRefusal("CONNECTION_REPLACED");
            assertThat(one.status(id).data().get("status").textValue()).isEqualTo("in_progress");
        }
    }

    @Test
    void message_afterResumeOrCancelOnTheOther_isRefused() {
        try (TestServer blind = blindInstance()) {
            JsonNode session = other.newSession();
            String id = session.get("id").textValue();
            JsonNode payload = other.mint(id).data();
            TestPhone phone = blind.phone(id).hello(payload);
            phone.expectAck("hello_ok");
            TestPhone again = phone.reconnect(other, id).resume(payload);
            again.expectAck("resume_ok");
            phone.sendUnlessClosed("{\"type\":\"ping\"}").expectRefusal("CONNECTION_REPLACED");
            TestPhone third = phone.reconnect(blind, id).resume(payload);
            third.expectAck("resume_ok");
            other.cancel(session);
            third.sendUnlessClosed("nonsense").expectRefusal("SESSION_EXPIRED");
        }
    }

    @Test
    void cancel_onTheOther_closesThePhonesConnection() {
        JsonNode session = one.newSession();
        String id = session.get("id").textValue();
        TestPhone phone = one.phone(id).hello(one.mint(id).data());
        phone.expectAck("hello_ok");
        other.cancel(session);
        phone.expectRefusal("SESSION_EXPIRED");
    }

    @Test
    void hello_withAnOlderCodeAfterMintingOnTheOther_isAcknowledged() {
        JsonNode shown = one.newPayload();
        String id = shown.get("session_id").textValue();
        clock.advance(Duration.ofSeconds(61));
        JsonNode newer = other.mint(id).data();
        assertThat(newer.get("attempt_id")).isNotEqualTo(shown.get("attempt_id"));
        one.phone(id).hello(shown).expectAck("hello_ok");
        other.phone(id).hello(newer).expectRefusal("HANDOFF_DEVICE_MISMATCH");
    }

    @Test
    void session_ofAnotherNamespaceInTheSameTables_isNotVisible() {
        JsonNode payload = one.newPayload();
        String id = payload.get("session_id").textValue();
        try (TestServer stage = instance("HANDOFF_NAMESPACE", "stage")) {
            assertThat(stage.status(id).error()).isEqualTo("404 SESSION_NOT_FOUND");
            stage.phone(id).hello(payload).expectRefusal("HANDOFF_TOKEN_INVALID");
        }
    }
}
