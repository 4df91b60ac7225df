package dev.handoff.fuzzing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Texts of a fuzzer's bytes: any text there can be, and one that a person can write down as a seed. */
public final class Input {

    /** Between texts: a control character that no seed needs. */
    private static final byte SEPARATOR = 0x1E;

    private Input() {}

    /** These bytes in UTF-8; behind a zero byte in UTF-16, which reaches unpaired surrogates. */
    public static String text(byte[] data) {
        boolean isUtf16 = data.length > 0 && data[0] == 0;
        return isUtf16 ? utf16(data) : new String(data, StandardCharsets.UTF_8);
    }

    /** As many texts as asked for; those that the bytes don't reach are empty. */
    public static List<String> texts(byte[] data, int count) {
        List<String> texts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < data.length && texts.size() < count - 1; i++) {
            if (data[i] == SEPARATOR) {
                texts.add(text(Arrays.copyOfRange(data, start, i)));
                start = i + 1;
            }
        }
        texts.add(text(Arrays.copyOfRange(data, start, data.length)));
        while (texts.size() < count) {
            texts.add("");
        }
        return texts;
    }

    /** By hand: a decoder would replace unpaired surrogates. */
    private static String utf16(byte[] data) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i + 1 < data.length; i += 2) {
            text.append((char) ((data[i] & 0xFF) << 8 | (data[i + 1] & 0xFF)));
        }
        return text.toString();
    }
}
