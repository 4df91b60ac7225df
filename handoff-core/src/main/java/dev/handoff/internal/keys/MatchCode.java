package dev.handoff.internal.keys;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The two digits that a phone shows, and the three choices on the page. Immutable.
 *
 * @param code the two digits that the phone shows
 * @param choices the code and two other codes, in ascending order, so that the order does not show which is the code
 */
public record MatchCode(String code, List<String> choices) {

    private static final int CHOICES = 3;
    private static final int CODES = 100;

    /** Returns the match code of a MAC; the same bytes always give the same digits. */
    static MatchCode of(byte[] mac) {
        ByteBuffer random = ByteBuffer.wrap(mac);
        List<Integer> left = new ArrayList<>(IntStream.range(0, CODES).boxed().toList());
        List<Integer> drawn = new ArrayList<>();
        while (drawn.size() < CHOICES) {
            drawn.add(left.remove(Integer.remainderUnsigned(random.getInt(), left.size())));
        }
        return new MatchCode(
                text(drawn.get(0)), drawn.stream().sorted().map(MatchCode::text).toList());
    }

    private static String text(int number) {
        return String.format(Locale.ROOT, "%02d", number);
    }

    /** Omits the digits. */
    @Override
    public String toString() {
        return "MatchCode[secret]";
    }
}
