package dev.handoff.testkit;

import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.Limits;
import dev.handoff.spi.MintedAttempt;
import dev.handoff.spi.Outcome;
import dev.handoff.spi.OutcomeReport;
import dev.handoff.spi.Progress;
import dev.handoff.spi.RecordState;
import dev.handoff.spi.SessionTerms;
import dev.handoff.spi.Stamp;
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
    private static final Instant LATEST = Limits.LATEST;
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
        return HandoffRecord.opened(stamp(sessionKey, 1), new SessionTerms(1, NOON));
    }

    static HandoffRecord endingAt(Instant end, RecordState state) {
        return new HandoffRecord(
                stamp(randomHex(64), 1), new SessionTerms(1, end), new Progress(state, 0, null), null, null);
    }

    static HandoffRecord withStamp(HandoffRecord record, Stamp stamp) {
        return new HandoffRecord(stamp, record.terms(), record.progress(), record.latest(), record.claim());
    }

    static HandoffRecord withAttempt(HandoffRecord record, Stamp stamp, int number) {
        MintedAttempt attempt = new MintedAttempt(number, NOON, NOON.plusMillis(number));
        return new HandoffRecord(stamp, record.terms(), record.progress(), attempt, record.claim());
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

    /** A record with this device hash and, where it can be one, this failure code. */
    static HandoffRecord withTexts(String text) {
        Outcome outcome = Outcome.isFailureCode(text) ? Outcome.failed(text) : Outcome.failed("x");
        Claim claim = new Claim(1, text, NOON, 1, false, 1, new OutcomeReport(outcome, NOON));
        return sample(NOON, new Progress(RecordState.FAILED, 1, NOON), new MintedAttempt(1, NOON, NOON), claim);
    }

    /** The first has every part, and no two equal. */
    static List<HandoffRecord> ofEveryShape() {
        MintedAttempt attempt = new MintedAttempt(8, NOON.plusMillis(3), NOON.plusMillis(300_001));
        MintedAttempt earliest = new MintedAttempt(1, EARLIEST, EARLIEST);
        OutcomeReport retryable =
                new OutcomeReport(Outcome.failedRetryably("a-Z_0.9".repeat(10).substring(0, 64)), NOON.plusMillis(1));
        OutcomeReport failed = new OutcomeReport(Outcome.failed("chip.read-error"), LATEST);
        OutcomeReport succeeded = new OutcomeReport(Outcome.succeeded(), EARLIEST);
        Claim claim = new Claim(6, LONGEST_TEXT, NOON.plusMillis(4), 9, true, 7, null);
        Claim reported = new Claim(6, LONGEST_TEXT, NOON.plusMillis(4), 9, false, 7, retryable);
        Claim extremes = new Claim(Limits.MAX_ATTEMPT, "x", LATEST, Long.MAX_VALUE, true, Limits.MAX_ATTEMPT, failed);
        Claim least = new Claim(1, "x", EARLIEST, 1, false, 1, succeeded);
        return List.of(
                sample(NOON, new Progress(RecordState.CANCELLED, 2, NOON.plusMillis(2)), attempt, reported),
                sample(NOON, Progress.NONE, null, null),
                sample(NOON, Progress.NONE, attempt, null),
                sample(NOON, new Progress(RecordState.CANCELLED, 0, NOON), attempt, null),
                sample(NOON, new Progress(RecordState.IN_PROGRESS, 0, null), attempt, claim),
                sample(NOON, new Progress(RecordState.CREATED, 1, null), attempt, reported),
                sample(LATEST, new Progress(RecordState.FAILED, Integer.MAX_VALUE, LATEST), attempt, extremes),
                sample(EARLIEST, new Progress(RecordState.SUCCEEDED, 0, EARLIEST), earliest, least));
    }

    private static HandoffRecord sample(
            Instant end, Progress progress, @Nullable MintedAttempt attempt, @Nullable Claim claim) {
        return new HandoffRecord(
                stamp(randomHex(64), 3), new SessionTerms(Limits.MAX_KEY_ID, end), progress, attempt, claim);
    }
}
