package dev.handoff.testkit;

import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.MintedAttempt;
import dev.handoff.spi.RecordState;
import dev.handoff.spi.SessionTerms;
import dev.handoff.spi.Stamp;
import dev.handoff.spi.Tally;
import dev.handoff.spi.Verdict;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Records to store: every shape that core writes, with random keys, so that stores need not be empty. */
final class Samples {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.007Z");
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.ofEpochMilli((1L << 42) - 1);
    private static final String LONGEST_TEXT = "~!\"'%;\\aZ".repeat(8).substring(0, 64);
    private static final String PRINTABLE =
            IntStream.rangeClosed('!', '~').mapToObj(Character::toString).collect(Collectors.joining());

    private Samples() {}

    static String randomHex(int length) {
        byte[] bytes = new byte[length / 2];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** A stamp of a new generation. */
    static Stamp stamp(String sessionKey, long version) {
        return new Stamp(sessionKey, randomHex(32), version);
    }

    static HandoffRecord opened() {
        return opened(randomHex(64));
    }

    static HandoffRecord opened(String sessionKey) {
        return new HandoffRecord(
                stamp(sessionKey, 1), new SessionTerms(1, NOON), RecordState.CREATED, null, null, Tally.NONE);
    }

    static HandoffRecord endingAt(Instant end, RecordState state) {
        return new HandoffRecord(stamp(randomHex(64), 1), new SessionTerms(1, end), state, null, null, Tally.NONE);
    }

    static HandoffRecord withStamp(HandoffRecord record, Stamp stamp) {
        return new HandoffRecord(
                stamp, record.terms(), record.state(), record.latest(), record.claim(), record.tally());
    }

    static HandoffRecord withAttempt(HandoffRecord record, Stamp stamp, int number) {
        MintedAttempt attempt = new MintedAttempt(number, NOON, NOON.plusMillis(number));
        return new HandoffRecord(stamp, record.terms(), record.state(), attempt, record.claim(), record.tally());
    }

    /** Rival successors of one record, told apart by their attempt's number. */
    static List<HandoffRecord> ofAttempts(HandoffRecord record, Stamp stamp, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> withAttempt(record, stamp, number))
                .toList();
    }

    /** Texts that engines, codecs and query languages are known to take for something else. */
    static List<String> oddTexts() {
        int half = PRINTABLE.length() / 2;
        return List.of(
                PRINTABLE.substring(0, half),
                PRINTABLE.substring(half),
                "ABC",
                "abc",
                "I",
                "i",
                "x.",
                "x..",
                "null",
                "NULL",
                "\\N",
                "\\0",
                "%s%n",
                "100%",
                "_",
                "'",
                "''",
                "\"",
                "';--",
                "/*",
                "#",
                "?",
                ":x",
                "$1",
                "${x}",
                "{}",
                "[]",
                "-",
                "--",
                "0",
                "007",
                "1e3",
                "0x1F",
                "NaN",
                "true",
                "&amp;",
                "a,b;c|d=e&f:g\\/h");
    }

    /** A record with this device hash and this failure code. */
    static HandoffRecord withTexts(String text) {
        Claim claim = new Claim(1, text, 1, 1);
        Verdict verdict = new Verdict(Verdict.Kind.FAILED, text, NOON);
        return sample(NOON, RecordState.FAILED, new MintedAttempt(1, NOON, NOON), claim, new Tally(1, verdict, NOON));
    }

    /** The first has every part, and no two equal. */
    static List<HandoffRecord> ofEveryShape() {
        MintedAttempt attempt = new MintedAttempt(8, NOON.plusMillis(3), NOON.plusMillis(300_001));
        MintedAttempt earliest = new MintedAttempt(1, EARLIEST, EARLIEST);
        Claim claim = new Claim(6, LONGEST_TEXT, 9, 7);
        Claim extremes = new Claim(MintedAttempt.MAX_NUMBER, "x", Long.MAX_VALUE, MintedAttempt.MAX_NUMBER);
        Verdict retryable = new Verdict(Verdict.Kind.FAILED_RETRYABLE, LONGEST_TEXT, NOON.plusMillis(1));
        Verdict failed = new Verdict(Verdict.Kind.FAILED, "chip.read-error", LATEST);
        Verdict succeeded = new Verdict(Verdict.Kind.SUCCEEDED, null, EARLIEST);
        return List.of(
                sample(NOON, RecordState.CANCELLED, attempt, claim, new Tally(2, retryable, NOON.plusMillis(2))),
                sample(NOON, RecordState.CREATED, null, null, Tally.NONE),
                sample(NOON, RecordState.CREATED, attempt, null, Tally.NONE),
                sample(NOON, RecordState.CANCELLED, attempt, null, new Tally(0, null, NOON)),
                sample(NOON, RecordState.IN_PROGRESS, attempt, claim, Tally.NONE),
                sample(NOON, RecordState.CREATED, attempt, claim, new Tally(1, retryable, null)),
                sample(LATEST, RecordState.FAILED, attempt, extremes, new Tally(Integer.MAX_VALUE, failed, LATEST)),
                sample(EARLIEST, RecordState.SUCCEEDED, earliest, claim, new Tally(0, succeeded, EARLIEST)));
    }

    private static HandoffRecord sample(
            Instant end, RecordState state, @Nullable MintedAttempt attempt, @Nullable Claim claim, Tally tally) {
        return new HandoffRecord(stamp(randomHex(64), 3), new SessionTerms(0xFFFF, end), state, attempt, claim, tally);
    }
}
