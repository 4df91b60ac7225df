package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.testkit.SettableClock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A change made on an instance notifies its phones and pages at once, without a sweep. */
class NewsOfOneInstanceTest {

    private TestServer server;
    private JsonNode session;
    private String id;
    private JsonNode payload;
    private TestPhone phone;

    @BeforeEach
    void start() {
        server = TestServer.startBlind(new SettableClock(Instant.now()));
        session = server.newSession();
        id = session.get("id").textValue();
        payload = server.mint(id).data();
        phone = server.phone(id);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void resume_onTheSameInstance_replacesTheOlderConnection() {
        phone.hello(payload).expectAck("hello_ok");
        TestPhone again = phone.reconnect(server, id).resume(payload);
        assertThat(again.expectAck("resume_ok").get("connection").longValue()).isEqualTo(2);
        phone.expectRefusal("CONNECTION_REPLACED");
        again.ping().expectAck("pong");
    }

    @Test
    void resume_ofManyConnectionsAtOnce_keepsOnlyTheLatest() {
        phone.hello(payload).expectAck("hello_ok");
        TestPhone[] phones = new TestPhone[8];
        for (int i = 0; i < phones.length; i++) {
            phones[i] = phone.reconnect(server, id);
        }
        for (TestPhone each : phones) {
            each.resume(payload);
        }
        phone.expectRefusal("CONNECTION_REPLACED");
        int latest = phones.length + 1;
        for (TestPhone each : phones) {
            JsonNode first = each.next();
            if (first.path("connection").longValue() == latest) {
                each.ping().expectAck("pong");
            } else if (first.path("type").textValue().equals("ack")) {
                each.expectRefusal("CONNECTION_REPLACED");
            } else {
                // replaced before its ack was sent
                assertThat(first.path("code").textValue()).isEqualTo("CONNECTION_REPLACED");
                each.expectClose(1008);
            }
        }
    }

    @Test
    void cancel_whileConnected_closesThePhonesConnection() {
        phone.hello(payload).expectAck("hello_ok");
        server.cancel(session);
        phone.expectRefusal("SESSION_EXPIRED");
    }

    @Test
    void everyChange_whileAPageWaits_answersThePage() {
        CompletableFuture<Reply> claimed = waiting();
        phone.hello(payload).expectAck("hello_ok");
        assertIs(claimed, "in_progress");
        CompletableFuture<Reply> failed = waiting();
        JsonNode next = phone.fail("glare", true).expectAck("finish_ok").get("handoff");
        assertIs(failed, "created");
        CompletableFuture<Reply> claimedAgain = waiting();
        TestPhone again = phone.reconnect(server, id).hello(next);
        again.expectAck("hello_ok");
        assertIs(claimedAgain, "in_progress");
        CompletableFuture<Reply> cancelled = waiting();
        server.cancel(session);
        assertIs(cancelled, "cancelled");
    }

    private CompletableFuture<Reply> waiting() {
        String version = server.status(id).data().get("version").textValue();
        return server.getLater(TestClient.path(id) + "/status?wait=PT30S&version=" + version);
    }

    private static void assertIs(CompletableFuture<Reply> reply, String state) {
        assertThat(reply)
                .succeedsWithin(20, TimeUnit.SECONDS)
                .extracting(answer -> answer.data().get("status").textValue())
                .isEqualTo(state);
    }
}
