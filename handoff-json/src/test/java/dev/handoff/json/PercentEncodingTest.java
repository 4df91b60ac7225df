package dev.handoff.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PercentEncodingTest {

    @Test
    void encode_ofUnreservedCharacters_keepsThem() {
        String unreserved = "ABCXYZabcxyz0189-._~";

        assertThat(PercentEncoding.encode(unreserved)).isEqualTo(unreserved);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "` `,%20",
                "+,%2B",
                "%,%25",
                "/,%2F",
                "?,%3F",
                "#,%23",
                "{,%7B",
                "},%7D",
                "\",%22",
                "',%27",
                "*,%2A",
                "!,%21",
                "(,%28",
                "@,%40",
                "[,%5B",
                "`,`,%2C",
                ":,%3A",
                "ı,%C4%B1",
                "€,%E2%82%AC",
                "😀,%F0%9F%98%80"
            })
    void encode_ofAnotherCharacter_isUpperCaseHexOfItsUtf8(String character, String encoded) {
        assertThat(PercentEncoding.encode(character)).isEqualTo(encoded);
    }

    @ParameterizedTest
    @CsvSource({"%7b%7B,{{", "a+b,a+b", "%C4%B1,ı", "ı,ı", "%F0%9F%98%80,😀", "%2525,%25"})
    void decode_ofWellFormedText_givesTheCharacters(String encoded, String text) {
        assertThat(PercentEncoding.decode(encoded)).contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "a%", "%4", "%G0", "%0G", "%-1", "%%41", "%٠٠", "%FF", "%C4", "%C0%AF", "%ED%A0%80"})
    void decode_ofBrokenTripletsOrUtf8_isEmpty(String encoded) {
        assertThat(PercentEncoding.decode(encoded)).isEmpty();
    }

    @Test
    void decode_ofAnUnpairedSurrogate_isEmpty() {
        assertThat(PercentEncoding.decode("a\ud800b")).isEmpty();
    }
}
