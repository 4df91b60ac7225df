package dev.handoff.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.handoff.PublicStatus;
import dev.handoff.SessionState;
import dev.handoff.SessionStatus;
import dev.handoff.SessionStatus.Approval;
import dev.handoff.SessionStatus.LastClaim;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusJsonTest {

    private static final Instant LATER = Instant.parse("2026-01-01T00:10:00.5Z");
    private static final String CREATED = "{\"session_id\":\"vs_ü/1\",\"status\":\"created\",\"is_terminal\":false,"
            + "\"same_device_only\":false,\"completed_at\":null,\"approval\":null,\"version\":\"v\",\"sequence\":1,\"latest_attempt\":null}";

    @Test
    void of_aSessionWithoutAPhone_hasNoLatestAttempt() {
        assertThat(StatusJson.of("vs_ü/1", created())).isEqualTo(CREATED);
    }

    @Test
    void of_aFailedSession_hasEveryField() {
        LastClaim claim = new LastClaim(
                SessionState.FAILED, Sessions.NOW, Optional.of("chip\"unreadable"), true, Optional.of(LATER));
        SessionStatus status = new SessionStatus(
                SessionState.FAILED,
                true,
                2,
                LATER,
                Optional.of(LATER),
                Optional.of(claim),
                Optional.of(Approval.GIVEN),
                7,
                "v");

        assertThat(StatusJson.of("vs_1", status))
                .isEqualTo("{\"session_id\":\"vs_1\",\"status\":\"failed\",\"is_terminal\":true,"
                        + "\"same_device_only\":true,\"completed_at\":\"2026-01-01T00:10:00.500Z\",\"approval\":\"given\",\"version\":\"v\","
                        + "\"sequence\":7,\"latest_attempt\":{\"status\":\"failed\","
                        + "\"claimed_at\":\"2026-01-01T00:00:00.000Z\",\"failure_code\":\"chip\\\"unreadable\","
                        + "\"retry_allowed\":true,\"attempts_left\":2,\"completed_at\":\"2026-01-01T00:10:00.500Z\"}}");
    }

    @Test
    void of_aSessionInProgress_hasNullForMissingValues() {
        Sessions sessions = Sessions.at(Sessions.NOW);
        PayloadParser parser = new PayloadParser("kayle", InstantSource.fixed(Sessions.NOW));
        PhonePayload payload = SamplePayload.payload(parser, HandoffJson.compact(sessions.handoff()));
        sessions.consume(payload.credentials(Sessions.DEVICE_ID));
        SessionStatus status = sessions.service().status(Sessions.SESSION_ID).orElseThrow();

        assertThat(StatusJson.of(Sessions.SESSION_ID, status))
                .contains("\"status\":\"in_progress\",\"is_terminal\":false,\"same_device_only\":true")
                .contains("\"completed_at\":null,\"approval\":null,\"version\":\"" + status.version() + "\"")
                .contains("\"sequence\":" + status.sequence() + ",")
                .endsWith("\"latest_attempt\":{\"status\":\"in_progress\",\"claimed_at\":\"2026-01-01T00:00:00.000Z\","
                        + "\"failure_code\":null,\"retry_allowed\":false,\"attempts_left\":" + status.triesLeft()
                        + ",\"completed_at\":null}}");
    }

    @ParameterizedTest
    @EnumSource(SessionState.class)
    void of_everyState_hasItsCode(SessionState state) {
        assertThat(StatusJson.of("vs_1", status(state, false, 0, Optional.empty(), Optional.empty(), 1)))
                .contains("\"status\":\"" + state.code() + "\",\"is_terminal\":" + state.isTerminal() + ",");
    }

    @ParameterizedTest
    @CsvSource({"2026-01-01T00:00:00Z,2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.012999Z,2026-01-01T00:00:00.012Z"
    })
    void of_anyInstant_hasThreeFractionDigits(Instant completedAt, String text) {
        SessionStatus status = status(SessionState.CANCELLED, false, 0, Optional.of(completedAt), Optional.empty(), 1);

        assertThat(StatusJson.of("vs_1", status)).contains("\"completed_at\":\"" + text + "\"");
    }

    @Test
    void of_withAdditionalFields_hasThemAtTheEnd() {
        Map<String, String> more = new LinkedHashMap<>();
        more.put("redirect_url", "https://id.example/\"a\"");
        more.put("brand", null);

        assertThat(StatusJson.of("vs_ü/1", created(), more))
                .isEqualTo(CREATED.substring(0, CREATED.length() - 1)
                        + ",\"redirect_url\":\"https://id.example/\\\"a\\\"\",\"brand\":null}");
    }

    @Test
    void of_aPublicStatus_hasTheSameFieldsWithNulls() {
        PublicStatus status = new PublicStatus(SessionState.IN_PROGRESS, true);

        assertThat(StatusJson.of("vs_1", status, Map.of("redirect_url", "x")))
                .isEqualTo("{\"session_id\":\"vs_1\",\"status\":\"in_progress\",\"is_terminal\":false,"
                        + "\"same_device_only\":true,\"completed_at\":null,\"approval\":null,\"version\":null,"
                        + "\"sequence\":null,\"latest_attempt\":null,\"redirect_url\":\"x\"}");
    }

    @Test
    void of_withoutAdditionalFields_isTheStatus() {
        assertThat(StatusJson.of("vs_ü/1", created(), Map.of())).isEqualTo(CREATED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"session_id", "status", "completed_at", "latest_attempt"})
    void of_withAnAdditionalFieldThatTheStatusHas_isRejected(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> StatusJson.of("vs_1", created(), Map.of(name, "x")));
    }

    private static SessionStatus created() {
        return status(SessionState.CREATED, false, 3, Optional.empty(), Optional.empty(), 1);
    }

    private static SessionStatus status(
            SessionState state,
            boolean sameDeviceOnly,
            int triesLeft,
            Optional<Instant> completedAt,
            Optional<LastClaim> lastClaim,
            long sequence) {
        return new SessionStatus(
                state, sameDeviceOnly, triesLeft, LATER, completedAt, lastClaim, Optional.empty(), sequence, "v");
    }
}
