package dev.handoff.testkit.store.broken;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.Stamp;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Stores that compare less than the whole key, generation or version. */
final class BrokenStamps {

    private static final String KEYS = "keys_thatDifferInOneCharacter_areDifferent";
    private static final String KEY_DIGESTS = "keys_withOneHashOrTheSameDigits_areDifferent";
    private static final String GENERATIONS = "generations_thatDifferInOneCharacter_areDifferent";
    private static final String GENERATION_DIGESTS = "generations_withOneHashOrTheSameDigits_areDifferent";
    private static final String VERSIONS = "versions_thatDifferInOneBit_areDifferent";

    private BrokenStamps() {}

    static Stream<BrokenStore> all() {
        return Stream.of(
                keyed("keys cut after 32 characters", KEYS, key -> key.substring(0, 32)),
                keyed("keys without their first character", KEYS, key -> key.substring(1)),
                keyed("keys without their last character", KEYS, key -> key.substring(0, 63)),
                keyed("keys by their hash", KEY_DIGESTS, key -> "" + key.hashCode()),
                keyed("keys by a sum of their halves", KEY_DIGESTS, BrokenStamps::sumOfHalves),
                keyed("keys turned into numbers", "keys_thatLookLikeNumbers_areDifferent", BrokenStamps::asNumber),
                byGeneration("generations by their first half", GENERATIONS, text -> text.substring(0, 16)),
                byGeneration("generations by their last 8 bits", GENERATIONS, text -> text.substring(30)),
                byGeneration(
                        "generations without one digit",
                        GENERATIONS,
                        text -> text.substring(0, 20) + text.substring(21)),
                byGeneration("generations by their hash", GENERATION_DIGESTS, String::hashCode),
                byGeneration("generations by a sum of their halves", GENERATION_DIGESTS, BrokenStamps::sumOfHalves),
                byVersion("versions by 8 bits", VERSIONS, version -> (byte) version),
                byVersion("versions by 16 bits", VERSIONS, version -> (short) version),
                byVersion("versions by 31 bits", VERSIONS, version -> version & Integer.MAX_VALUE),
                byVersion("versions as floating-point numbers", VERSIONS, version -> (float) version),
                byVersion("versions modulo 1,024", VERSIONS, version -> version % 1_024),
                new BrokenStore(
                        "versions compared as the beginning of a text",
                        "versions_thatBeginWithTheSameDigits_areDifferent",
                        engine -> new MapStore(engine) {
                            @Override
                            boolean bearsTheStamp(HandoffRecord current, HandoffRecord expected) {
                                return textOf(current.stamp()).startsWith(textOf(expected.stamp()));
                            }
                        }));
    }

    private static BrokenStore keyed(String fault, String promise, UnaryOperator<String> change) {
        return new BrokenStore(fault, promise, engine -> new MapStore(engine) {
            @Override
            String keyOf(String sessionKey) {
                return change.apply(sessionKey);
            }
        });
    }

    private static BrokenStore byGeneration(String fault, String promise, Function<String, Object> digest) {
        return comparing(fault, promise, stamp -> digest.apply(stamp.generation()) + "/" + stamp.version());
    }

    private static BrokenStore byVersion(String fault, String promise, LongFunction<Object> digest) {
        return comparing(fault, promise, stamp -> stamp.generation() + "/" + digest.apply(stamp.version()));
    }

    private static BrokenStore comparing(String fault, String promise, Function<Stamp, String> digest) {
        return new BrokenStore(fault, promise, engine -> new MapStore(engine) {
            @Override
            boolean bearsTheStamp(HandoffRecord current, HandoffRecord expected) {
                return digest.apply(current.stamp()).equals(digest.apply(expected.stamp()));
            }
        });
    }

    private static String textOf(Stamp stamp) {
        return stamp.generation() + stamp.version();
    }

    private static String asNumber(String key) {
        return key.matches("[0-9]+(e[0-9]+)?") ? "" + Double.parseDouble(key) : key;
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
