package dev.handoff.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.handoff.HandoffService;
import dev.handoff.fuzzing.Input;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;

class PayloadFuzzTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final PayloadParser PARSER = new PayloadParser("kayle", InstantSource.fixed(NOW));

    /** An accepted payload is well-formed and not expired beyond the tolerance, and is read back from its text. */
    @FuzzTest
    void parse(byte[] data) {
        if (!(PARSER.parse(Input.text(data)) instanceof PhonePayload payload)) {
            return;
        }
        assertThat(HandoffService.isSessionId(payload.sessionId())).isTrue();
        assertThat(payload.attemptId()).matches("va_[0-9A-Za-z]{64}");
        assertThat(payload.token()).matches("[0-9a-f]{64}");
        payload.expiresAt()
                .ifPresent(expiry ->
                        assertThat(expiry.plus(PayloadParser.EXPIRY_TOLERANCE)).isAfterOrEqualTo(NOW));
        assertThat(payload.toString()).doesNotContain(payload.token(), payload.attemptId());

        PhonePayload again = (PhonePayload) PARSER.parseStored(payload.text());
        assertThat(again.expiresAt()).isEqualTo(payload.expiresAt());
        assertThat(again.sessionId()).isEqualTo(payload.sessionId());
        assertThat(again.attemptId()).isEqualTo(payload.attemptId());
        assertThat(again.token()).isEqualTo(payload.token());
    }

    /** The parts of a compact form give the same text again. */
    @FuzzTest
    void compact(byte[] data) {
        String text = Input.text(data);
        Matcher matcher = CompactForm.matcher(text);
        if (matcher.matches()) {
            String token = CompactForm.token(matcher);
            if (!token.isEmpty()) {
                assertThat(CompactForm.attemptId(matcher).substring("va_".length())
                                + base64(token)
                                + CompactForm.sessionId(matcher))
                        .isEqualTo(text);
            }
        }
    }

    /** A decoded text is well-formed, and its encoding is decoded to the same text. */
    @FuzzTest
    void percentEncoding(byte[] data) {
        String text = Input.text(data);
        PercentEncoding.decode(text).ifPresent(decoded -> {
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(decoded)).isTrue();
            String encoded = PercentEncoding.encode(decoded);
            assertThat(encoded).matches("([0-9A-Za-z._~-]|%[0-9A-F]{2})*");
            assertThat(PercentEncoding.decode(encoded)).contains(decoded);
        });
    }

    private static String base64(String hex) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(HexFormat.of().parseHex(hex));
    }
}
