package dev.handoff.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.handoff.Handoff;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandoffJsonTest {

    private final Handoff handoff = Sessions.at(Sessions.NOW).handoff();

    @Test
    void payload_ofAHandoff_hasNoSpacesAndTheDocumentedOrder() {
        assertThat(HandoffJson.payload(handoff))
                .isEqualTo("{\"v\":1,\"session_id\":\"vs_ü/1\",\"attempt_id\":\""
                        + handoff.attemptId().reveal()
                        + "\",\"mobile_write_token\":\""
                        + handoff.token().reveal()
                        + "\",\"expires_at\":\"2026-01-01T00:05:00.000Z\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01T00:00:00Z,2026-01-01T00:05:00.000Z",
        "2026-06-30T23:55:00.1Z,2026-07-01T00:00:00.100Z",
        "2026-06-30T23:55:00.012999Z,2026-07-01T00:00:00.012Z"
    })
    void payload_anyInstant_hasThreeFractionDigits(Instant now, String expiresAt) {
        assertThat(HandoffJson.payload(Sessions.at(now).handoff())).endsWith(",\"expires_at\":\"" + expiresAt + "\"}");
    }

    @Test
    void compact_ofAHandoff_joinsItsThreeParts() {
        String compact = HandoffJson.compact(handoff);

        assertThat("va_" + compact.substring(0, 64))
                .isEqualTo(handoff.attemptId().reveal());
        assertThat(HexFormat.of().formatHex(Base64.getUrlDecoder().decode(compact.substring(64, 107))))
                .isEqualTo(handoff.token().reveal());
        assertThat(compact.substring(107)).isEqualTo("vs_%C3%BC%2F1");
    }

    @Test
    void compact_ofAnIdOfUnreservedCharacters_keepsThem() {
        assertThat(HandoffJson.compact(Sessions.of("vs_Aa0-._~").handoff())).endsWith("vs_Aa0-._~");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://id.example/phone", "HTTPS://id.example?a=b", "http://localhost:8080", "http://[::1]/a"})
    void phoneLink_onAnAddress_hasTheCompactFormAsItsFragment(String base) {
        assertThat(HandoffJson.phoneLink(base, handoff)).isEqualTo(base + "#" + HandoffJson.compact(handoff));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kayle:", "kayle:/", "kayle://", "kayle:///", "app-id://", "K1+.-:", "httpsx:"})
    void phoneLink_onAScheme_endsWithTheCompactForm(String base) {
        assertThat(HandoffJson.phoneLink(base, handoff)).isEqualTo(base + HandoffJson.compact(handoff));
    }

    @Test
    void phoneLink_readByAnotherDecoder_hasTheCompactForm() {
        assertThat(URI.create(HandoffJson.phoneLink("https://id.example/phone", handoff))
                        .getFragment())
                .startsWith(handoff.attemptId().reveal().substring(3))
                .endsWith(Sessions.SESSION_ID);
    }

    /** ISO/IEC 18004: version 10 at level M holds 213 bytes. */
    @Test
    void phoneLink_ofUsualLengths_fitsAQrCodeOfVersionTenAtLevelM() {
        String base = "https://verify.example.com/app/mobile";
        String sessionId = "vs_" + "0aZ9".repeat(16);
        assertThat(base).hasSize(37);
        assertThat(sessionId).hasSize(67);

        String link = HandoffJson.phoneLink(base, Sessions.of(sessionId).handoff());

        assertThat(link.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(213);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "https://id.example/phone#",
                "https://id.example/#top",
                " https://id.example/",
                "http://id.example/phone",
                "http://localhost@id.example/",
                "https:",
                "HTTP:///",
                "kayle",
                "kayle:////",
                "kayle://phone",
                "kayle:#",
                "kayle: ",
                "1a:",
                "\u212Aayle:"
            })
    void phoneLink_onABaseThatNoParserReads_isRejected(String base) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HandoffJson.phoneLink(base, handoff))
                .withMessageNotContaining(HandoffJson.compact(handoff));
    }

    @Test
    void phoneLink_longerThanTheParserReads_isRejected() {
        String start = "https://id.example/";
        int room = PayloadParser.MAX_LENGTH
                - start.length()
                - 1
                - HandoffJson.compact(handoff).length();

        assertThat(HandoffJson.phoneLink(start + "x".repeat(room), handoff)).hasSize(PayloadParser.MAX_LENGTH);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HandoffJson.phoneLink(start + "x".repeat(room + 1), handoff));
    }
}
