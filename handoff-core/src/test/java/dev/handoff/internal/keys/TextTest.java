package dev.handoff.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTest {

    @Test
    void isId_upTo256BytesOfUtf8_isTrue() {
        assertThat(List.of("x", "x".repeat(256), "ä".repeat(128), "€".repeat(85), "😀".repeat(64), "a b", " a", "\t."))
                .allMatch(Text::isId);
    }

    @Test
    void isId_blankTooLongOrIllFormed_isFalse() {
        assertThat(List.of(
                        "",
                        " ",
                        "\u2003\t",
                        "x".repeat(257),
                        "ä".repeat(129),
                        "€".repeat(86),
                        "😀".repeat(65),
                        "\ud83d",
                        "a\ude00b",
                        "\ude00\ud83d"))
                .noneMatch(Text::isId);
    }

    @Test
    void areCredentials_outerSpaceOrControlCharacters_isFalse() {
        assertThat(List.of(" a", "a ", "\u00a0a", "a\u2003", "a\nb", "a\u0000", "\u007fa", "a\u0085b", "\ud83d"))
                .noneMatch(Text::areCredentials);
        assertThat(List.of("a", "a b", "ü-😀")).allMatch(Text::areCredentials);
    }

    @Test
    void fields_differentLists_giveDifferentBytes() {
        assertThat(Text.fields("l", "ab", "c")).isNotEqualTo(Text.fields("l", "a", "bc"));
        assertThat(Text.fields("l", "")).isNotEqualTo(Text.fields("l"));
        assertThat(Text.fields("l", "é")).containsExactly('l', 0, 0, 2, 0xC3, 0xA9);
    }

    @Test
    void fields_illFormedOrTooLong_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Text.fields("l", "\ud800"));
        assertThatIllegalArgumentException().isThrownBy(() -> Text.fields("l", "x".repeat(65_536)));
    }
}
