package dev.handoff.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundTripTest {

    private final Sessions sessions = Sessions.at(Sessions.NOW);

    @ParameterizedTest
    @ValueSource(strings = {"payload", "https://id.example/phone", "http://localhost:8080/phone", "https://id.example"})
    void parse_ofWhatThePageShows_givesThePhoneWhatItNeeds(String shown) {
        String text = shown.equals("payload")
                ? HandoffJson.payload(sessions.handoff())
                : HandoffJson.link(shown, sessions.handoff());

        PhonePayload payload = (PhonePayload) new PayloadParser("kayle", InstantSource.fixed(Sessions.NOW)).parse(text);

        assertThat(payload.sessionId()).isEqualTo(Sessions.SESSION_ID);
        assertThat(payload.expiresAt()).isEqualTo(sessions.handoff().expiresAt());
        assertThat(sessions.consume(payload.credentials(Sessions.DEVICE_ID))).isEqualTo("ok");
    }
}
