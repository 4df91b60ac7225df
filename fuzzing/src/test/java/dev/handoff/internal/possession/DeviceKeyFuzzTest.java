package dev.handoff.internal.possession;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.handoff.fuzzing.Input;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

class DeviceKeyFuzzTest {

    private static final Pattern TEXT_OF_A_KEY = Pattern.compile("[A-Za-z0-9_-]{59}|[A-Za-z0-9_-]{122}");

    /** A key has one text, and no signature of a text that its owner never signed. */
    @FuzzTest
    void parse(byte[] data) {
        List<String> texts = Input.texts(data, 2);
        DeviceKey key = DeviceKey.parse(texts.get(0));
        if (key == null) {
            return;
        }
        assertThat(texts.get(0)).matches(TEXT_OF_A_KEY);
        byte[] decoded = Base64.getUrlDecoder().decode(texts.get(0));
        assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(decoded))
                .isEqualTo(texts.get(0));
        assertThat(key.hasSigned("a text that nobody ever signed", texts.get(1)))
                .isFalse();
    }
}
