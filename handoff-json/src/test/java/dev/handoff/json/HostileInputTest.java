package dev.handoff.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that untrusted input never causes an exception. */
class HostileInputTest {

    private static final int ROUNDS = 5_000;
    private static final String INSERTED = "{}[]\",:\\%#/ 1e.-u\u0000\ud800\udc00\ufeff";

    private final PayloadParser parser = new PayloadParser("kayle", InstantSource.fixed(Sessions.NOW));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "JSON",
                "ENCODED",
                "COMPACT",
                "kayle://JSON",
                "kayle:COMPACT",
                "https://id.example/#ENCODED",
                "http://[::1]:8080/#JSON"
            })
    void parse_ofMutatedPayloads_neverThrows(String form) {
        Random random = new Random(42);
        for (int round = 0; round < ROUNDS; round++) {
            String text = mutated(SamplePayload.filled(form), random);
            assertThatCode(() -> parser.parse(text)).as(text).doesNotThrowAnyException();
        }
    }

    @Test
    void parse_ofMutatedFirstMessages_neverThrows() {
        Random random = new Random(42);
        String hello = "{\"type\":\"hello\",\"attempt_id\":\"va_1\",\"mobile_write_token\":\"a\",\"device_id\":null}";
        for (int round = 0; round < ROUNDS; round++) {
            String text = mutated(hello, random);
            assertThatCode(() -> FirstMessage.parse(text)).as(text).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1e-999999999", "1e99999999999999999999", "123456789012345678901234567890"})
    void parse_withAnEnormousNumberInAnUnknownField_ignoresIt(String number) {
        assertThat(parser.parse(SamplePayload.with("more", number))).isInstanceOf(PhonePayload.class);
        assertThat(parser.parse(SamplePayload.with("v", number)))
                .isEqualTo(new ParsedPayload.InvalidPayload(PayloadRefusal.UNSUPPORTED_VERSION));
    }

    @Test
    void parse_withANumberOfMoreThan1000Digits_isMalformed() {
        assertThat(parser.parse(SamplePayload.with("more", "9".repeat(1_001))))
                .isEqualTo(new ParsedPayload.InvalidPayload(PayloadRefusal.MALFORMED));
    }

    private static String mutated(String text, Random random) {
        StringBuilder out = new StringBuilder(text);
        for (int cuts = 1 + random.nextInt(3); cuts > 0; cuts--) {
            int at = random.nextInt(out.length());
            char inserted = INSERTED.charAt(random.nextInt(INSERTED.length()));
            switch (random.nextInt(3)) {
                case 0 -> out.setCharAt(at, inserted);
                case 1 -> out.insert(at, inserted);
                default -> out.deleteCharAt(at);
            }
        }
        return out.toString();
    }
}
