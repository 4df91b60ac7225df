package dev.handoff.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffPolicy.Opening;
import dev.handoff.HandoffService;
import dev.handoff.HandoffServiceBuilder;
import dev.handoff.Safeguard;
import dev.handoff.store.memory.MemoryTokenStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares whole handoffs, from secret and random bytes to the compact form, with {@code docs/vectors.json}. */
class HandoffVectorsTest {

    private static final Path FILE = Path.of("..", "docs", "vectors.json");

    static List<JsonNode> handoffs() throws IOException {
        return list("handoffs");
    }

    static List<JsonNode> unstoredAttempts() throws IOException {
        return list("unstored_attempts");
    }

    private static List<JsonNode> list(String name) throws IOException {
        JsonNode list = new ObjectMapper().readTree(FILE.toFile()).path(name);
        return StreamSupport.stream(list.spliterator(), false).toList();
    }

    @ParameterizedTest
    @MethodSource("unstoredAttempts")
    void mint_withTheVectorsPageProof_givesItsAttempt(JsonNode vector) {
        HandoffPolicy policy = HandoffPolicy.defaults()
                .withOpening(Opening.UNSTORED)
                .withSafeguards(Safeguard.PAGE_PROOF)
                .withTokenLifetime(
                        Duration.ofMillis(vector.get("token_lifetime").longValue()))
                .withReuseWindow(Duration.ofMillis(vector.get("reuse_window").longValue()));
        Handoff minted = builder(vector, "at")
                .policy(policy)
                .build()
                .mint(
                        vector.get("session_id").textValue(),
                        vector.get("page_proof").textValue())
                .orElseThrow();

        assertThat(minted.attempt()).isEqualTo(vector.get("attempt").intValue());
        assertThat(minted.attemptId().reveal())
                .isEqualTo(vector.get("attempt_id").textValue());
        assertThat(minted.token().reveal()).isEqualTo(vector.get("token").textValue());
    }

    @ParameterizedTest
    @MethodSource("handoffs")
    void start_withTheVectorsSecretAndRandomBytes_givesItsCode(JsonNode vector) {
        Instant end = Instant.ofEpochMilli(vector.get("session_ends_at").longValue());
        Handoff started = builder(vector, "issued_at")
                .random(giving(HexFormat.of().parseHex(vector.get("generation").textValue())))
                .build()
                .start(vector.get("session_id").textValue(), end)
                .orElseThrow()
                .handoff();

        assertThat(started.attemptId().reveal())
                .isEqualTo(vector.get("attempt_id").textValue());
        assertThat(started.token().reveal()).isEqualTo(vector.get("token").textValue());
        assertThat(HandoffJson.compact(started)).isEqualTo(vector.get("compact").textValue());
    }

    @ParameterizedTest
    @MethodSource("handoffs")
    void parse_ofTheVectorsCompactForm_givesItsParts(JsonNode vector) {
        PhonePayload payload = SamplePayload.payload(
                new PayloadParser("app", InstantSource.fixed(Sessions.NOW)),
                vector.get("compact").textValue());

        assertThat(payload.sessionId()).isEqualTo(vector.get("session_id").textValue());
        assertThat(payload.attemptId()).isEqualTo(vector.get("attempt_id").textValue());
        assertThat(payload.token()).isEqualTo(vector.get("token").textValue());
    }

    private static HandoffServiceBuilder builder(JsonNode vector, String moment) {
        return HandoffService.builder()
                .store(new MemoryTokenStore())
                .keys(HandoffKeys.of(
                        HexFormat.of().parseHex(vector.get("secret").textValue())))
                .namespace(vector.get("namespace").textValue())
                .clock(InstantSource.fixed(
                        Instant.ofEpochMilli(vector.get(moment).longValue())));
    }

    private static SecureRandom giving(byte[] bytes) {
        return new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] out) {
                System.arraycopy(bytes, 0, out, 0, bytes.length);
            }
        };
    }
}
