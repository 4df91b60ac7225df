package dev.handoff.internal.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.handoff.fuzzing.Input;
import java.nio.charset.StandardCharsets;

class AttemptIdFuzzTest {

    /** An accepted attempt id is written back as the same text, and the id of a fresh session gives that session. */
    @FuzzTest
    void parse(byte[] data) {
        String text = Input.text(data);
        AttemptId.Unproven parsed = AttemptId.parse(text);
        if (parsed == null) {
            return;
        }
        AttemptId id = parsed.proven();
        assertThat(id.encode()).isEqualTo(text);
        assertThat(id.terms().keyId()).isEqualTo(parsed.keyId());
        assertThat(id.toString()).doesNotContain(id.terms().generation());
        if (id.fresh()) {
            assertThat(AttemptId.of(id.freshSession())).isEqualTo(id);
        }
    }

    /** A number of at most ten digits is written back with the same digits. */
    @FuzzTest
    void base62(byte[] data) {
        String text = Input.text(data);
        String digits = text.substring(0, Math.min(10, text.length()));
        long value = Base62.parse(digits, 0, digits.length());
        assertThat(value != -1).isEqualTo(digits.matches("[0-9A-Za-z]*"));
        if (value != -1) {
            byte[] written = new byte[digits.length()];
            Base62.write(written, 0, written.length, value);
            assertThat(new String(written, StandardCharsets.US_ASCII)).isEqualTo(digits);
        }
    }
}
