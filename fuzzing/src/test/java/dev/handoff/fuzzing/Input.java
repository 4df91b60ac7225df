package dev.handoff.fuzzing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Turns a fuzzer's bytes into texts. Every text is possible, and seeds can be written by hand. */
public final class Input {

    /** The separator between texts: a control character that no seed contains. */
    private static final byte SEPARATOR = 0x1E;

    private Input() {}

    /** Decodes the bytes as UTF-8, or after a first byte 0 as UTF-16, which can contain unpaired surrogates. */
    public static String text(byte[] data) {
        boolean isUtf16 = data.length > 0 && data[0] == 0;
        return isUtf16 ? utf16(data) : new String(data, StandardCharsets.UTF_8);
    }

    /** Returns the given number of texts. If the bytes have fewer, the rest are empty. */
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

    /** Decodes without the JDK's decoder, which would replace unpaired surrogates. */
    private static String utf16(byte[] data) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i + 1 < data.length; i += 2) {
            text.append((char) ((data[i] & 0xFF) << 8 | (data[i + 1] & 0xFF)));
        }
        return text.toString();
    }
}
