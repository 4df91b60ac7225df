package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.json.HandoffJson;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusApiTest {

    private TestServer server;
    private String id;

    @BeforeEach
    void start() {
        server = TestServer.start();
        id = server.newSessionId();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void status_ofNewSession_hasAllFields() {
        Reply reply = server.status(id);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Cache-Control")).contains("no-store");
        JsonNode status = reply.data();
        assertThat(status.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "session_id",
                        "status",
                        "is_terminal",
                        "same_device_only",
                        "completed_at",
                        "redirect_url",
                        "approval",
                        "version",
                        "sequence",
                        "latest_attempt");
        assertThat(status.get("session_id").textValue()).isEqualTo(id);
        assertThat(status.get("status").textValue()).isEqualTo("created");
        assertThat(status.get("is_terminal").booleanValue()).isFalse();
        assertThat(status.get("same_device_only").booleanValue()).isFalse();
        assertThat(status.get("completed_at").isNull()).isTrue();
        assertThat(status.get("redirect_url").isNull()).isTrue();
        assertThat(status.get("latest_attempt").isNull()).isTrue();
        assertThat(reply.header("ETag")).contains('"' + status.get("version").textValue() + '"');
    }

    @Test
    void status_afterEachStep_showsTheNewState() {
        String now = HandoffJson.instant(server.clock().instant());
        JsonNode payload = server.mint(id).data();
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        JsonNode working = server.status(id).data();
        assertThat(working.get("status").textValue()).isEqualTo("in_progress");
        assertThat(working.get("same_device_only").booleanValue()).isTrue();
        assertThat(working.get("latest_attempt").toString())
                .isEqualTo("{\"status\":\"in_progress\",\"claimed_at\":\"" + now + "\",\"failure_code\":null,"
                        + "\"retry_allowed\":false,\"attempts_left\":3,\"completed_at\":null}");

        phone.fail("glare", true).expectAck("finish_ok");
        JsonNode failed = server.status(id).data();
        assertThat(failed.get("status").textValue()).isEqualTo("created");
        assertThat(failed.get("same_device_only").booleanValue()).isTrue();
        assertThat(failed.get("completed_at").isNull()).isTrue();
        assertThat(failed.get("latest_attempt").toString())
                .isEqualTo("{\"status\":\"failed\",\"claimed_at\":\"" + now + "\",\"failure_code\":\"glare\","
                        + "\"retry_allowed\":true,\"attempts_left\":2,\"completed_at\":\"" + now + "\"}");

        TestPhone again = phone.reconnect(server, id).hello(server.mint(id).data());
        again.expectAck("hello_ok");
        again.succeed().expectAck("finish_ok");
        JsonNode done = server.status(id).data();
        assertThat(done.get("status").textValue()).isEqualTo("succeeded");
        assertThat(done.get("is_terminal").booleanValue()).isTrue();
        assertThat(done.get("completed_at").textValue()).isEqualTo(now).endsWith(".000Z");
    }

    @Test
    void status_atTheSessionsEnd_isExpired() {
        String before = version();
        server.clock().advance(Duration.ofMinutes(60).minusMillis(1));
        assertThat(version()).isEqualTo(before);
        server.clock().advance(Duration.ofMillis(1));
        JsonNode expired = server.status(id).data();
        assertThat(expired.get("status").textValue()).isEqualTo("expired");
        assertThat(expired.get("is_terminal").booleanValue()).isTrue();
        assertThat(expired.get("version").textValue()).isNotEqualTo(before);
    }

    @Test
    void status_invalidOrUnknownSession_isRefused() {
        assertThat(server.status("vs_short").error()).isEqualTo("400 INVALID_SESSION_ID");
        assertThat(server.status(id + "a").error()).isEqualTo("400 INVALID_SESSION_ID");
        assertThat(server.status(id.replaceFirst("..$", "%C3%A9")).error()).isEqualTo("400 INVALID_SESSION_ID");
        assertThat(server.status("vs_" + "a".repeat(64)).error()).isEqualTo("404 SESSION_NOT_FOUND");
    }

    @Test
    void ifNoneMatch_namingTheVersion_isNotModified() {
        String tag = '"' + version() + '"';
        for (String header : new String[] {tag, "W/" + tag, "\"other\", " + tag, "*", "\"a,b\" , W/" + tag}) {
            Reply reply = conditional(header);
            assertThat(reply.status()).as(header).isEqualTo(304);
            assertThat(reply.body()).isEmpty();
            assertThat(reply.header("ETag")).contains(tag);
        }
        for (String header : new String[] {"\"other\"", version(), "\"\""}) {
            assertThat(conditional(header).status()).as(header).isEqualTo(200);
        }
    }

    @Test
    void ifNoneMatch_afterAChange_returnsTheWholeStatus() {
        String tag = '"' + version() + '"';
        server.phone(id).hello(server.mint(id).data()).expectAck("hello_ok");
        assertThat(conditional(tag).data().get("status").textValue()).isEqualTo("in_progress");
    }

    @Test
    void version_afterMintingAndResuming_isUnchanged() {
        String before = version();
        JsonNode payload = server.mint(id).data();
        assertThat(version()).isEqualTo(before);
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        String working = version();
        phone.reconnect(server, id).resume(payload).expectAck("resume_ok");
        assertThat(version()).isEqualTo(working);
    }

    @Test
    void wait_whenTheVersionDiffersAlready_isAnsweredAtOnce() {
        Reply reply = server.get(waiting("PT30S", "anything"));
        assertThat(reply.data().get("version").textValue()).isEqualTo(version());
    }

    @Test
    void wait_whenTheSessionEnds_isAnswered() {
        CompletableFuture<Reply> waiting = server.getLater(waiting("PT25S", version()));
        server.clock().advance(Duration.ofMinutes(60));
        assertThat(waiting)
                .succeedsWithin(20, TimeUnit.SECONDS)
                .extracting(reply -> reply.data().get("status").textValue())
                .isEqualTo("expired");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.3S"})
    void wait_whenNothingHappens_isAnsweredAfterTheWait(String wait) {
        String before = version();
        CompletableFuture<Reply> waiting = server.getLater(waiting(wait, before));
        assertThat(waiting)
                .succeedsWithin(20, TimeUnit.SECONDS)
                .extracting(reply -> reply.data().get("version").textValue())
                .isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"PT29.999S, PT29.999S", "PT30S, PT30S", "PT30.001S, PT30S", "P1D, PT30S"})
    void longestWait_overTheLimit_isTheLimit(String asked, Duration granted) {
        assertThat(SessionsApi.longestWait(asked)).isEqualTo(granted);
    }

    @Test
    void wait_forUnknownSession_isRefusedAtOnce() {
        id = "vs_" + "a".repeat(64);
        assertThat(server.get(waiting("PT20S", "1")).error()).isEqualTo("404 SESSION_NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wait=PT1S",
                "version=1",
                "wait=&version=1",
                "wait=PT1S&version=",
                "wait=20&version=1",
                "wait=-PT1S&version=1",
                "wait=PT-1S&version=1",
                "wait=soon&version=1",
                "wait=PT1S&wait=PT1S&version=1",
                "wait=PT1S&version=1&version=2",
            })
    void wait_malformedOrWithoutVersion_isBadRequest(String query) {
        assertThat(server.get(TestClient.path(id) + "/status?" + query).error()).isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void health_withReachableStore_isOk() {
        assertThat(server.get("/healthz").data().toString()).isEqualTo("{\"status\":\"ok\"}");
    }

    private Reply conditional(String ifNoneMatch) {
        return server.send(HttpRequest.newBuilder(server.uri(TestClient.path(id) + "/status"))
                .header("If-None-Match", ifNoneMatch));
    }

    private String waiting(String wait, String version) {
        return TestClient.path(id) + "/status?wait=" + wait + "&version=" + version;
    }

    private String version() {
        return server.status(id).data().get("version").textValue();
    }
}
