package dev.handoff.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.handoff.json.FirstMessage.Greeting;
import dev.handoff.json.FirstMessage.Kind;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a phone writes, the host reads. */
class PhoneMessagesTest {

    private final Sessions sessions = Sessions.at(Sessions.NOW);
    private final PhonePayload payload = SamplePayload.payload(
            new PayloadParser("kayle", InstantSource.fixed(Sessions.NOW)), HandoffJson.compact(sessions.handoff()));

    @Test
    void helloMessage_isAsInTheContract() {
        String credentials = "\"attempt_id\":\"" + payload.attemptId() + "\",\"mobile_write_token\":\""
                + payload.token() + "\",\"device_id\":\"d\"";

        assertThat(payload.helloMessage("d", null)).isEqualTo("{\"type\":\"hello\"," + credentials + "}");
        assertThat(payload.resumeMessage("d", "4.2"))
                .isEqualTo("{\"type\":\"resume\"," + credentials + ",\"app_version\":\"4.2\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4.2 (ı)", "\"}{\\", "\n\u0000", "😀", "€"})
    void helloMessage_readByTheHost_letsThePhoneIn(String appVersion) {
        Greeting greeting = greeting(payload.helloMessage(Sessions.DEVICE_ID, appVersion));

        assertThat(greeting.kind()).isEqualTo(Kind.HELLO);
        assertThat(greeting.attemptId()).contains(payload.attemptId());
        assertThat(greeting.appVersion()).contains(appVersion);
        assertThat(sessions.consume(greeting.credentials())).isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\"b", "\\", "ü€😀", "'"})
    void helloMessage_fromAnOddDevice_presentsTheSameDevice(String deviceId) {
        sessions.consume(payload.credentials(deviceId));

        Greeting greeting = greeting(payload.resumeMessage(deviceId, null));

        assertThat(greeting.kind()).isEqualTo(Kind.RESUME);
        assertThat(greeting.appVersion()).isEmpty();
        assertThat(sessions.service()
                        .resume(Sessions.SESSION_ID, greeting.credentials())
                        .isOk())
                .isTrue();
    }

    @Test
    void helloMessage_asLongAsTheHostReads_isWritten() {
        int room = FirstMessage.MAX_BYTES - payload.helloMessage("d", "").length();

        assertThat(greeting(payload.helloMessage("d", "x".repeat(room))).kind()).isEqualTo(Kind.HELLO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"xx", "ü", "\n"})
    void helloMessage_ofOneByteMore_isRejected(String twoBytes) {
        int room = FirstMessage.MAX_BYTES - payload.helloMessage("d", "").length();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> payload.helloMessage("d", "x".repeat(room - 1) + twoBytes))
                .withMessageNotContaining(payload.token());
    }

    @Test
    void helloMessage_withoutADevice_isRejected() {
        assertThatNullPointerException().isThrownBy(() -> payload.helloMessage(null, null));
    }

    private static Greeting greeting(String json) {
        FirstMessage message = FirstMessage.parse(json);
        assertThat(message).isInstanceOf(Greeting.class);
        return (Greeting) message;
    }
}
