package dev.handoff.testkit.store.broken;

import dev.handoff.spi.StoredRecord;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Stores that compare less than the whole key or stamp. */
final class BrokenStamps {

    private static final String KEYS = "keys_thatDifferInOneCharacter_areDifferent";
    private static final String KEY_DIGESTS = "keys_withTheSameHashOrDigits_areDifferent";
    private static final String STAMPS = "stamps_thatDifferInOneCharacter_areDifferent";
    private static final String STAMP_DIGESTS = "stamps_withTheSameHashOrDigits_areDifferent";

    private BrokenStamps() {}

    static Stream<BrokenStore> all() {
        return Stream.of(
                keyed("keys cut after 32 characters", KEYS, key -> key.substring(0, 32)),
                keyed("keys without their first character", KEYS, key -> key.substring(1)),
                keyed("keys without their last character", KEYS, key -> key.substring(0, 63)),
                keyed("keys by their hash", KEY_DIGESTS, key -> "" + key.hashCode()),
                keyed("keys by a sum of their halves", KEY_DIGESTS, BrokenStamps::sumOfHalves),
                keyed("keys turned into numbers", "keys_thatLookLikeNumbers_areDifferent", BrokenStamps::asNumber),
                comparing("stamps by their first half", STAMPS, text -> text.substring(0, 16)),
                comparing("stamps by their last 8 bits", STAMPS, text -> text.substring(30)),
                comparing("stamps without their first character", STAMPS, text -> text.substring(1)),
                comparing("stamps without one digit", STAMPS, text -> text.substring(0, 20) + text.substring(21)),
                comparing("stamps by their hash", STAMP_DIGESTS, String::hashCode),
                comparing("stamps by a sum of their halves", STAMP_DIGESTS, BrokenStamps::sumOfHalves),
                comparing(
                        "stamps turned into numbers",
                        "stamps_thatLookLikeNumbers_areDifferent",
                        BrokenStamps::asNumber));
    }

    private static BrokenStore keyed(String fault, String promise, UnaryOperator<String> change) {
        return new BrokenStore(fault, promise, engine -> new MapStore(engine) {
            @Override
            String keyOf(String key) {
                return change.apply(key);
            }
        });
    }

    private static BrokenStore comparing(String fault, String promise, Function<String, Object> digest) {
        return new BrokenStore(fault, promise, engine -> new MapStore(engine) {
            @Override
            boolean bearsTheStamp(StoredRecord current, StoredRecord expected) {
                return digest.apply(current.stamp()).equals(digest.apply(expected.stamp()));
            }
        });
    }

    private static String asNumber(String text) {
        return text.matches("[0-9]+(e[0-9]+)?") ? "" + Double.parseDouble(text) : text;
    }

    private static String sumOfHalves(String hex) {
        StringBuilder sum = new StringBuilder();
        for (int i = 0; i < hex.length() / 2; i++) {
            int digits = Character.digit(hex.charAt(i), 16) ^ Character.digit(hex.charAt(i + hex.length() / 2), 16);
            sum.append(Character.forDigit(digits, 16));
        }
        return sum.toString();
    }
}
