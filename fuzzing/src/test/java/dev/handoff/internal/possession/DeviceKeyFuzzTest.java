package dev.handoff.internal.possession;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.handoff.fuzzing.Input;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

class DeviceKeyFuzzTest {

    private static final Pattern TEXT_OF_A_KEY = Pattern.compile("[A-Za-z0-9_-]{59}|[A-Za-z0-9_-]{122}");
    private static final String A_SIGNATURE = "A".repeat(86);

    /**
     * An accepted key has exactly one text, and no fuzzed proof is a valid signature of a text that was never signed.
     */
    @FuzzTest
    void problem(byte[] data) {
        List<String> texts = Input.texts(data, 2);
        String deviceId = texts.get(0);

        assertThat(DeviceKey.problem(deviceId, "a text that nobody ever signed", texts.get(1)))
                .isNotNull();
        if (DeviceKey.problem(deviceId, "a text", A_SIGNATURE).contains("another challenge")) {
            assertThat(deviceId).matches(TEXT_OF_A_KEY);
            byte[] decoded = Base64.getUrlDecoder().decode(deviceId);
            assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(decoded))
                    .isEqualTo(deviceId);
        }
    }
}
