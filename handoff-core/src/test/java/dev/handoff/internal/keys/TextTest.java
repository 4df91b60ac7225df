package dev.handoff.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TextTest {

    @Test
    void encodeId_upTo256Bytes_isStrictUtf8() {
        assertThat(List.of(
                        "x",
                        "x".repeat(256),
                        "ä".repeat(128),
                        "\u0080".repeat(128),
                        "\u07ff".repeat(128),
                        "€".repeat(85),
                        "😀".repeat(64),
                        "a b",
                        " a",
                        "\t."))
                .allSatisfy(id -> assertThat(Text.encodeId(id)).isEqualTo(id.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void encodeId_blankTooLongOrIllFormed_isNull() {
        assertThat(List.of(
                        "",
                        " ",
                        "\u2003\t",
                        "x".repeat(257),
                        "ä".repeat(129),
                        "\u0080".repeat(129),
                        "\u0800".repeat(86),
                        "€".repeat(86),
                        "😀".repeat(65),
                        "\ud83d",
                        "a\ude00b",
                        "\ude00\ud83d"))
                .allSatisfy(text -> assertThat(Text.encodeId(text)).isNull());
        assertThat(Text.encode("")).as("a namespace may be empty").isEmpty();
    }

    @Test
    void isCredential_outerSpaceOrControlCharacters_isFalse() {
        assertThat(List.of(" a", "a ", "\u00a0a", "a\u2003", "a\nb", "a\u0000", "\u007fa", "a\u0085b", "\ud83d"))
                .noneMatch(Text::isCredential);
        assertThat(List.of("a", "a b", "ü-😀")).allMatch(Text::isCredential);
    }

    @Test
    void fields_differentLists_giveDifferentBytes() {
        assertThat(labelled("ab", "c")).isNotEqualTo(labelled("a", "bc"));
        assertThat(labelled("")).isNotEqualTo(labelled());
        assertThat(labelled("é")).containsExactly('l', 0, 0, 2, 0xC3, 0xA9);
        assertThat(labelled("x".repeat(256))).startsWith('l', 0, 1, 0, 'x');
    }

    private static byte[] labelled(String... fields) {
        return Text.labelled("l", Stream.of(fields).map(Text::encode).toArray(byte[][]::new));
    }
}
