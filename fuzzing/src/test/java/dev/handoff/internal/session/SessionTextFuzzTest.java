package dev.handoff.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.handoff.fuzzing.Input;
import java.time.Instant;

class SessionTextFuzzTest {

    /** A text that is read is the text that the library writes for that session. A refusal never quotes the text. */
    @FuzzTest
    void read(byte[] data) {
        String text = Input.text(data);
        Session session;
        try {
            session = SessionText.read(text, Instant.EPOCH);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageMatching("its format is not 1|it can't be read from character \\d+ on");
            return;
        }
        assertThat(SessionText.write(session)).isEqualTo(text);
    }
}
