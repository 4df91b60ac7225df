package dev.handoff.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.handoff.Handoff;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandoffJsonTest {

    private final Handoff handoff = Sessions.at(Sessions.NOW).handoff();

    @Test
    void payload_ofAHandoff_isCompactAndInTheOrderOfTheContract() {
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
    void payload_whateverTheMoment_hasThreeFractionDigits(Instant now, String expiresAt) {
        assertThat(HandoffJson.payload(Sessions.at(now).handoff())).endsWith(",\"expires_at\":\"" + expiresAt + "\"}");
    }

    @Test
    void link_ofAHandoff_isTheBaseAndThePercentEncodedPayload() {
        assertThat(HandoffJson.link("https://id.example/phone", handoff))
                .startsWith("https://id.example/phone#%7B%22v%22%3A1%2C%22session_id%22%3A%22vs_%C3%BC%2F1%22%2C%22")
                .endsWith("%22expires_at%22%3A%222026-01-01T00%3A05%3A00.000Z%22%7D");
    }

    @Test
    void link_readByOtherDecoders_givesThePayload() {
        String link = HandoffJson.link("https://id.example/phone", handoff);

        assertThat(URI.create(link).getFragment()).isEqualTo(HandoffJson.payload(handoff));
        assertThat(URLDecoder.decode(link.substring(link.indexOf('#') + 1), StandardCharsets.UTF_8))
                .isEqualTo(HandoffJson.payload(handoff));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "https://id.example/phone#", "https://id.example/#top"})
    void link_onABlankBaseOrOneWithFragment_isRejected(String base) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HandoffJson.link(base, handoff))
                .withMessageNotContaining(handoff.token().reveal());
    }
}
