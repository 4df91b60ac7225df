package dev.handoff.json;

import static dev.handoff.json.SamplePayload.ATTEMPT_ID;
import static dev.handoff.json.SamplePayload.COMPACT;
import static dev.handoff.json.SamplePayload.COMPACT_TOKEN;
import static dev.handoff.json.SamplePayload.EXPIRES_AT;
import static dev.handoff.json.SamplePayload.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.json.ParsedPayload.InvalidPayload;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which compact forms are accepted, and which similar texts are something else. */
class CompactFormTest {

    private static final String CODE = ATTEMPT_ID.substring(3);
    private static final String BEFORE_SESSION_ID = CODE + COMPACT_TOKEN;

    private final PayloadParser parser = new PayloadParser("kayle", InstantSource.fixed(Sessions.NOW));

    @Test
    void parse_ofTheCompactForm_givesEveryFieldButTheExpiry() {
        PhonePayload payload = payload(COMPACT);

        assertThat(payload.sessionId()).isEqualTo("vs_1");
        assertThat(payload.attemptId()).isEqualTo(ATTEMPT_ID);
        assertThat(payload.token()).isEqualTo(TOKEN);
        assertThat(payload.expiresAt()).isEmpty();
    }

    @Test
    void parse_longAfterExpiry_isAccepted() {
        PayloadParser late = new PayloadParser("kayle", InstantSource.fixed(EXPIRES_AT.plus(Duration.ofDays(365))));

        assertThat(late.parse(COMPACT)).isInstanceOf(PhonePayload.class);
    }

    @ParameterizedTest
    @CsvSource({"vs%5F1,vs_1", "%C3%BC%2f1,ü/1", "ü/1,ü/1", "a+%2Bb,a++b", "%2541,%41", "a%20,'a '", "%0A1,'\n1'"})
    void parse_ofAnEncodedSessionId_decodesItOnce(String encoded, String sessionId) {
        assertThat(payload(BEFORE_SESSION_ID + encoded).sessionId()).isEqualTo(sessionId);
        assertThat(payload("kayle:" + BEFORE_SESSION_ID + encoded).sessionId()).isEqualTo(sessionId);
        assertThat(payload("https://id.example/#" + BEFORE_SESSION_ID + encoded).sessionId())
                .isEqualTo(sessionId);
    }

    @Test
    void parse_withEveryCharacterEncoded_givesTheSamePayload() {
        StringBuilder encoded = new StringBuilder();
        COMPACT.chars().forEach(each -> encoded.append('%').append(Integer.toHexString(each)));

        assertThat(payload(encoded.toString()).token()).isEqualTo(TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"urn:uuid:1", "kayle:1", ":", "https://id.example/#a", "#", "{}", "?a=b"})
    void parse_unencodedSessionIdThatLooksLikeALink_isReadAsASessionId(String sessionId) {
        assertThat(payload("a".repeat(64) + "A".repeat(43) + sessionId).sessionId())
                .isEqualTo(sessionId);
    }

    @Test
    void parse_afterASchemeThatLooksLikeACompactForm_readsTheLink() {
        String scheme = "a".repeat(64) + "A".repeat(43) + "x";
        PayloadParser ofScheme = new PayloadParser(scheme, InstantSource.fixed(Sessions.NOW));

        assertThat(SamplePayload.payload(ofScheme, scheme + ":" + COMPACT).sessionId())
                .isEqualTo("vs_1");
        assertRefused("a".repeat(100) + ":" + COMPACT, PayloadRefusal.FOREIGN_SCHEME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%20", "%09", "%0A%0D"})
    void parse_withoutASessionId_isRefusedAsMissing(String sessionId) {
        assertRefused(BEFORE_SESSION_ID + sessionId, PayloadRefusal.MISSING_FIELD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%C2%A0", "LONG"})
    void parse_ofASessionIdThatTheServiceRefuses_isRefused(String sessionId) {
        assertRefused(
                BEFORE_SESSION_ID + sessionId.replace("LONG", "x".repeat(257)), PayloadRefusal.INVALID_SESSION_ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "_", ".", "~"})
    void parse_ofAnAttemptIdWithAnotherCharacter_isRefused(String other) {
        assertRefused(COMPACT.replaceFirst("0aZ9", "0aZ" + other), PayloadRefusal.INVALID_ATTEMPT_ID);
        // only JSON has the prefix va_
        assertRefused("va_" + COMPACT, PayloadRefusal.INVALID_ATTEMPT_ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"+", "/", "=", ".", "~", "%25", "%20", "%0A", "ü", "%00"})
    void parse_ofATokenWithAnotherCharacter_isRefused(String other) {
        assertRefused(CODE + other + COMPACT_TOKEN.substring(1) + "vs_1", PayloadRefusal.INVALID_TOKEN);
        assertRefused(CODE + COMPACT_TOKEN.substring(0, 42) + other + "vs_1", PayloadRefusal.INVALID_TOKEN);
    }

    @Test
    void parse_ofATokenWithStrayBits_isRefused() {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int bits = 0; bits < 64; bits++) {
            ParsedPayload parsed = parser.parse(CODE + "A".repeat(42) + alphabet.charAt(bits) + "vs_1");

            boolean isCanonical = bits % 4 == 0;
            assertThat(parsed instanceof PhonePayload).as("bits %d", bits).isEqualTo(isCanonical);
            assertThat(parsed.equals(new InvalidPayload(PayloadRefusal.INVALID_TOKEN)))
                    .isNotEqualTo(isCanonical);
        }
    }

    @Test
    void parse_cutShort_isMalformed() {
        for (int length = 0; length < 107; length++) {
            assertRefused(COMPACT.substring(0, length), PayloadRefusal.MALFORMED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ü", "{", "%20", "#", "/", "%3A"})
    void parse_textOfAnotherShape_isMalformed(String other) {
        assertRefused(COMPACT.replaceFirst("0aZ9", "0aZ" + other), PayloadRefusal.MALFORMED);
    }

    private PhonePayload payload(String text) {
        return SamplePayload.payload(parser, text);
    }

    private void assertRefused(String text, PayloadRefusal reason) {
        assertThat(parser.parse(text)).isEqualTo(new InvalidPayload(reason));
    }
}
