package dev.handoff.json;

import static dev.handoff.json.SamplePayload.ATTEMPT_ID;
import static dev.handoff.json.SamplePayload.EXPIRES_AT;
import static dev.handoff.json.SamplePayload.JSON;
import static dev.handoff.json.SamplePayload.TOKEN;
import static dev.handoff.json.SamplePayload.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.json.ParsedPayload.InvalidPayload;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which fields and values a payload may have. */
class PayloadFieldsTest {

    private final PayloadParser parser = new PayloadParser("kayle", InstantSource.fixed(Sessions.NOW));

    @Test
    void parse_ofJson_givesEveryField() {
        PhonePayload payload = payload(JSON);

        assertThat(payload.sessionId()).isEqualTo("vs_1");
        assertThat(payload.attemptId()).isEqualTo(ATTEMPT_ID);
        assertThat(payload.token()).isEqualTo(TOKEN);
        assertThat(payload.expiresAt()).contains(EXPIRES_AT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "null", "\"x\"", "[{}]", "{\"v\":2}"})
    void parse_withAnUnknownField_ignoresIt(String value) {
        assertThat(parser.parse(with("more", value))).isInstanceOf(PhonePayload.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"v\":1", "\"v\":2", "\"session_id\":\"vs_1\"", "\"a\":1,\"a\":2"})
    void parse_withANameTwice_isMalformed(String fields) {
        assertRefused(JSON.replace("}", "," + fields + "}"), PayloadRefusal.MALFORMED);
    }

    @Test
    void parse_nestedTooDeep_isMalformed() {
        assertRefused(with("more", "[".repeat(16) + "]".repeat(16)), PayloadRefusal.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2", "-1", "1.0", "1e0", "11", "4294967297", "\"1\"", "true", "[1]", "{}"})
    void parse_ofAnotherVersion_isUnsupported(String version) {
        assertRefused(with("v", version), PayloadRefusal.UNSUPPORTED_VERSION);
    }

    @Test
    void parse_ofAnotherVersionWithOtherFields_isUnsupported() {
        assertRefused("{\"v\":2,\"session_id\":7,\"code\":\"x\"}", PayloadRefusal.UNSUPPORTED_VERSION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v", "session_id", "attempt_id", "mobile_write_token", "expires_at"})
    void parse_withoutAField_isRefused(String name) {
        assertRefused(JSON.replace("\"" + name + "\"", "\"other\""), PayloadRefusal.MISSING_FIELD);
        assertRefused(with(name, "null"), PayloadRefusal.MISSING_FIELD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\" \"", "\"\\t\""})
    void parse_ofABlankSessionId_isRefusedAsMissing(String sessionId) {
        assertRefused(with("session_id", sessionId), PayloadRefusal.MISSING_FIELD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "a\\udc00b", "\\u00a0", "LONG"})
    void parse_ofASessionIdThatTheServiceRefuses_isRefused(String sessionId) {
        assertRefused(
                with("session_id", "\"" + sessionId.replace("LONG", "ü".repeat(128) + "x") + "\""),
                PayloadRefusal.INVALID_SESSION_ID);
    }

    @Test
    void parse_ofTheLongestSessionId_givesIt() {
        assertThat(payload(with("session_id", "\"" + "ü".repeat(128) + "\"")).sessionId())
                .isEqualTo("ü".repeat(128));
    }

    @Test
    void parse_ofABadSessionIdAndABadAttemptId_isRefusedForTheSessionId() {
        assertRefused(
                with("session_id", "\"" + "x".repeat(257) + "\"").replace("va_", "vb_"),
                PayloadRefusal.INVALID_SESSION_ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"session_id", "attempt_id", "mobile_write_token", "expires_at"})
    void parse_ofAFieldThatIsNotText_isMalformed(String name) {
        for (String value : new String[] {"1", "1.5", "true", "[]", "{}"}) {
            assertRefused(with(name, value), PayloadRefusal.MALFORMED);
        }
    }

    @Test
    void parse_ofAMissingFieldAndAFieldThatIsNotText_isRefusedAsMissing() {
        assertRefused("{\"v\":1,\"session_id\":7}", PayloadRefusal.MISSING_FIELD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "va_", "VA_X64", "X64", "va-X64", "va_X64x", "va_X63", "va_X63_", "va_X63ü", "va_X63٣"})
    void parse_ofAnAttemptIdOfAnotherShape_isRefused(String shape) {
        String attemptId = shape.replace("X64", "x".repeat(64)).replace("X63", "x".repeat(63));

        assertRefused(with("attempt_id", "\"" + attemptId + "\""), PayloadRefusal.INVALID_ATTEMPT_ID);
        assertRefused(with("attempt_id", "\"" + ATTEMPT_ID + "\\n\""), PayloadRefusal.INVALID_ATTEMPT_ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "H63", "H63A", "H63g", "H63aa", "H63٣", " H63a"})
    void parse_ofATokenOfAnotherShape_isRefused(String shape) {
        String token = shape.replace("H63", "a".repeat(63));

        assertRefused(with("mobile_write_token", "\"" + token + "\""), PayloadRefusal.INVALID_TOKEN);
        assertRefused(with("mobile_write_token", "\"" + TOKEN + "\\n\""), PayloadRefusal.INVALID_TOKEN);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01T00:05:00Z,2026-01-01T00:05:00Z",
        "2026-01-01T00:05:00.5Z,2026-01-01T00:05:00.500Z",
        "2026-01-01T00:05:00.123Z,2026-01-01T00:05:00.123Z",
        "2026-01-01T00:05:00.123456789Z,2026-01-01T00:05:00.123456789Z"
    })
    void parse_ofAnExpiryWithOrWithoutFraction_givesTheInstant(String text, Instant expiresAt) {
        assertThat(payload(with("expires_at", "\"" + text + "\"")).expiresAt()).contains(expiresAt);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "1767225900000",
                "2026-01-01",
                "2026-01-01T00:05:00",
                "2026-01-01T00:05Z",
                "2026-01-01T00:05:00+00:00",
                "2026-01-01T00:05:00-11:00",
                "2026-01-01t00:05:00z",
                "2026-01-01 00:05:00Z",
                "2026-01-01T00:05:00.Z",
                "2026-01-01T00:05:00,5Z",
                "2026-01-01T00:05:00.1234567890Z",
                "2026-02-30T00:05:00Z",
                "2026-01-01T25:05:00Z",
                "9999-12-31T24:00:00Z",
                "+12026-01-01T00:05:00Z",
                "٢٠٢٦-01-01T00:05:00Z"
            })
    void parse_ofAnExpiryThatIsNotAnInstantInUtc_isMalformed(String text) {
        assertRefused(with("expires_at", "\"" + text + "\""), PayloadRefusal.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({"PT-5M,true", "PT0S,true", "PT29.999S,true", "PT30S,true", "PT30.001S,false", "PT24H,false"})
    void parse_afterExpiry_isAcceptedForThirtySeconds(Duration after, boolean taken) {
        ParsedPayload parsed = new PayloadParser("kayle", InstantSource.fixed(EXPIRES_AT.plus(after))).parse(JSON);

        assertThat(parsed instanceof PhonePayload).isEqualTo(taken);
        assertThat(parsed.equals(new InvalidPayload(PayloadRefusal.EXPIRED))).isNotEqualTo(taken);
    }

    @Test
    void parse_ofAnExpiredPayloadWithABadToken_isRefusedForTheToken() {
        PayloadParser late = new PayloadParser("kayle", InstantSource.fixed(EXPIRES_AT.plusSeconds(60)));

        assertThat(late.parse(with("mobile_write_token", "\"x\"")))
                .isEqualTo(new InvalidPayload(PayloadRefusal.INVALID_TOKEN));
    }

    @ParameterizedTest
    @EnumSource(PayloadRefusal.class)
    void httpStatus_ofAReason_isAClientError(PayloadRefusal reason) {
        int expected = switch (reason) {
            case TOO_LONG -> 413;
            case EXPIRED -> 410;
            default -> 400;
        };

        assertThat(reason.httpStatus()).isEqualTo(expected);
    }

    private PhonePayload payload(String text) {
        return SamplePayload.payload(parser, text);
    }

    private void assertRefused(String text, PayloadRefusal reason) {
        assertThat(parser.parse(text)).isEqualTo(new InvalidPayload(reason));
    }
}
