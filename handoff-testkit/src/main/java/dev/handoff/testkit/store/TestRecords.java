package dev.handoff.testkit.store;

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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Records to store, with random keys, so that stores need not be empty. */
final class TestRecords {

    /** Most records end at this instant: before it, tests of purging have the past to themselves. */
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00.007Z");

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final List<RecordState> STATES = List.of(RecordState.values());
    private static final String LONGEST_TEXT = "~!\"'%;\\aZ".repeat(8).substring(0, Limits.TEXT_LENGTH);
    private static final String LONGEST_CODE = "a-Z_0.9".repeat(10).substring(0, Limits.TEXT_LENGTH);

    private TestRecords() {}

    static String randomHex(int length) {
        byte[] bytes = new byte[length / 2];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    static String newKey() {
        return randomHex(Limits.SESSION_KEY_LENGTH);
    }

    /** A stamp of a new generation. */
    static Stamp stamp(String sessionKey, long version) {
        return new Stamp(sessionKey, randomHex(Limits.GENERATION_LENGTH), version);
    }

    static HandoffRecord opened() {
        return opened(newKey());
    }

    static HandoffRecord opened(String sessionKey) {
        return HandoffRecord.opened(stamp(sessionKey, 1), new SessionTerms(1, NOON));
    }

    static HandoffRecord endingAt(Instant end) {
        return endingAt(newKey(), end);
    }

    static HandoffRecord endingAt(String sessionKey, Instant end) {
        return HandoffRecord.opened(stamp(sessionKey, 1), new SessionTerms(1, end));
    }

    static HandoffRecord endingAt(Instant end, RecordState state) {
        HandoffRecord opened = endingAt(end);
        return new HandoffRecord(opened.stamp(), opened.terms(), new Progress(state, 0, null), null, null);
    }

    static HandoffRecord withStamp(HandoffRecord record, Stamp stamp) {
        return new HandoffRecord(stamp, record.terms(), record.progress(), record.latest(), record.claim());
    }

    static HandoffRecord withEnd(HandoffRecord record, Instant end) {
        SessionTerms terms = new SessionTerms(record.terms().keyId(), end);
        return new HandoffRecord(record.stamp(), terms, record.progress(), record.latest(), record.claim());
    }

    /** The same record with the next stamp. */
    static HandoffRecord following(HandoffRecord record) {
        return withStamp(record, record.stamp().next());
    }

    /** A successor that is told from others by its attempt's number. */
    static HandoffRecord following(HandoffRecord record, int attempt) {
        return record.minted(
                new MintedAttempt(attempt, NOON, NOON.plusMillis(attempt)),
                record.terms().keyId());
    }

    /** Rival successors of one record. */
    static List<HandoffRecord> rivalsAfter(HandoffRecord record, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(attempt -> following(record, attempt))
                .toList();
    }

    /** A record with this device hash and this failure code. */
    static HandoffRecord withTexts(String deviceHash, String failureCode) {
        OutcomeReport report = new OutcomeReport(Outcome.failed(failureCode), NOON);
        Claim claim = new Claim(1, deviceHash, NOON, 1, false, 1, report);
        return sample(NOON, new Progress(RecordState.FAILED, 1, NOON), new MintedAttempt(1, NOON, NOON), claim);
    }

    /** A record whose every part follows from a number: whoever finds parts of two has seen a write half done. */
    static HandoffRecord allOf(Stamp stamp, int number) {
        Instant moment = NOON.plusMillis(number);
        OutcomeReport report = new OutcomeReport(Outcome.failedRetryably("code-" + number), moment);
        return new HandoffRecord(
                stamp,
                new SessionTerms(number % Limits.MAX_KEY_ID, NOON),
                new Progress(STATES.get(number % STATES.size()), number, moment),
                new MintedAttempt(number, moment, moment),
                new Claim(number, "device-" + number, moment, number, number % 2 == 0, number, report));
    }

    /** The first has every part, and no two equal; all end at noon but the last two. */
    static List<HandoffRecord> ofEveryShape() {
        MintedAttempt attempt = new MintedAttempt(8, NOON.plusMillis(3), NOON.plusMillis(300_001));
        MintedAttempt earliest = new MintedAttempt(1, Instant.EPOCH, Instant.EPOCH);
        OutcomeReport retryable = new OutcomeReport(Outcome.failedRetryably(LONGEST_CODE), NOON.plusMillis(1));
        OutcomeReport failed = new OutcomeReport(Outcome.failed("chip.read-error"), Limits.LATEST);
        OutcomeReport succeeded = new OutcomeReport(Outcome.succeeded(), Instant.EPOCH);
        Claim working = claim(true, null);
        Claim reported = claim(false, retryable);
        int most = Limits.MAX_ATTEMPT;
        Claim greatest = new Claim(most, "x", Limits.LATEST, Long.MAX_VALUE, true, most, failed);
        Claim least = new Claim(1, "x", Instant.EPOCH, 1, false, 1, succeeded);
        Progress greatestProgress = new Progress(RecordState.FAILED, Integer.MAX_VALUE, Limits.LATEST);
        return List.of(
                sample(NOON, new Progress(RecordState.CANCELLED, 2, NOON.plusMillis(2)), attempt, reported),
                sample(NOON, Progress.NONE, null, null),
                sample(NOON, Progress.NONE, attempt, null),
                sample(NOON, new Progress(RecordState.CANCELLED, 0, NOON), attempt, null),
                sample(NOON, new Progress(RecordState.IN_PROGRESS, 0, null), attempt, working),
                sample(NOON, new Progress(RecordState.IN_PROGRESS, 0, null), attempt, claim(false, null)),
                sample(NOON, new Progress(RecordState.CREATED, 1, null), attempt, reported),
                sample(NOON, new Progress(RecordState.CREATED, 1, null), attempt, claim(true, retryable)),
                sample(NOON, new Progress(RecordState.FAILED, 1, NOON), attempt, claim(true, failed)),
                sample(NOON, new Progress(RecordState.SUCCEEDED, 0, NOON), attempt, claim(true, succeeded)),
                sample(NOON, new Progress(RecordState.CANCELLED, 0, NOON), attempt, working),
                sample(Limits.LATEST, greatestProgress, attempt, greatest),
                sample(Instant.EPOCH, new Progress(RecordState.SUCCEEDED, 0, Instant.EPOCH), earliest, least));
    }

    private static Claim claim(boolean approved, @Nullable OutcomeReport report) {
        return new Claim(6, LONGEST_TEXT, NOON.plusMillis(4), 9, approved, 7, report);
    }

    private static HandoffRecord sample(
            Instant end, Progress progress, @Nullable MintedAttempt attempt, @Nullable Claim claim) {
        return new HandoffRecord(
                stamp(newKey(), 3), new SessionTerms(Limits.MAX_KEY_ID, end), progress, attempt, claim);
    }
}
