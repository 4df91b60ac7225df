package dev.handoff.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.handoff.fuzzing.Input;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

class TextFuzzTest {

    /** The library accepts the texts that the JDK's strict encoder accepts, up to the allowed number of bytes. */
    @FuzzTest
    void encode(byte[] data) {
        String text = Input.text(data);
        byte[] encoded = Text.encode(text);
        byte[] expected =
                strict(text).filter(utf8 -> utf8.length <= Text.MAX_BYTES).orElse(null);
        assertThat(encoded).isEqualTo(expected);

        boolean isBlank =
                text.codePoints().allMatch(each -> Character.isWhitespace(each) || Character.isSpaceChar(each));
        assertThat(Text.encodeId(text)).isEqualTo(isBlank ? null : expected);
        assertThat(Text.isCredential(text)).isEqualTo(expected != null && !isBlank && isTidy(text));
    }

    /** The fields can be read back from the bytes, so that different fields give different bytes. */
    @FuzzTest
    void fields(byte[] data) {
        List<byte[]> fields = Input.texts(data, 3).stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .filter(field -> field.length <= 0xFFFF)
                .toList();
        ByteBuffer read = ByteBuffer.wrap(Text.labelled("label", fields.toArray(byte[][]::new)));
        byte[] label = new byte[6];
        read.get(label);
        assertThat(label).isEqualTo(new byte[] {'l', 'a', 'b', 'e', 'l', 0});
        for (byte[] field : fields) {
            byte[] found = new byte[read.getShort() & 0xFFFF];
            read.get(found);
            assertThat(found).isEqualTo(field);
        }
        assertThat(read.hasRemaining()).isFalse();
    }

    private static boolean isTidy(String text) {
        int first = text.codePointAt(0);
        int last = text.codePointBefore(text.length());
        return !Character.isWhitespace(first)
                && !Character.isSpaceChar(first)
                && !Character.isWhitespace(last)
                && !Character.isSpaceChar(last)
                && text.codePoints().noneMatch(Character::isISOControl);
    }

    private static Optional<byte[]> strict(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return Optional.of(bytes);
        } catch (CharacterCodingException illFormed) {
            return Optional.empty();
        }
    }
}
