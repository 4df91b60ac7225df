package dev.handoff.internal.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Base62Test {

    @ParameterizedTest
    @CsvSource({"0, 0", "z, 61", "10, 62", "00A, 10", "zzzzzzzzzz, 839299365868340223"})
    void parse_digits_givesTheNumber(String text, long number) {
        assertThat(Base62.parse(text, 0, text.length())).isEqualTo(number);
    }

    /** The last two texts are outside of ASCII. */
    @ParameterizedTest
    @ValueSource(strings = {"-", "0-", "_0", " 1", "\u0080", "\uffff"})
    void parse_otherCharacters_givesMinusOne(String text) {
        assertThat(Base62.parse(text, 0, text.length())).isEqualTo(-1);
    }
}
