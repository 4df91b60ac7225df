package dev.handoff.testkit.broken;

import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.MintedAttempt;
import dev.handoff.spi.RecordState;
import dev.handoff.spi.SessionTerms;
import dev.handoff.spi.Stamp;
import dev.handoff.spi.Tally;
import dev.handoff.spi.Verdict;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Stores that change what they keep, or mix keys up. */
final class BrokenValues {

    private static final String INSERTED = "insert_newKey_comesBackEqualInEveryPart";
    private static final String REPLACED = "replace_sameStamp_comesBackEqualInEveryPart";
    private static final String KEYS = "keys_thatDifferInOneCharacter_areDifferent";
    private static final String TEXTS = "texts_ofEveryPrintableCharacter_comeBackEqual";
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.ofEpochMilli((1L << 42) - 1);

    private BrokenValues() {}

    static Stream<BrokenStore> all() {
        return Stream.of(parts(), keysAndTexts(), zonesAndLanguages()).flatMap(stores -> stores);
    }

    private static Stream<BrokenStore> parts() {
        return Stream.of(
                written("lost milliseconds", INSERTED, BrokenValues::wholeSeconds),
                written("key id dropped", INSERTED, BrokenValues::withoutKeyId),
                written("instant of issue dropped", INSERTED, BrokenValues::withoutIssue),
                written("connection kept as a floating-point number", INSERTED, BrokenValues::withFloatingConnection),
                written("last spent attempt dropped", INSERTED, BrokenValues::withoutSpentThrough),
                written("number of failures dropped", INSERTED, BrokenValues::withoutFailures),
                written("failure code dropped", INSERTED, BrokenValues::withoutFailureCode),
                written("instant of completion dropped", INSERTED, BrokenValues::withoutCompletion),
                written("the epoch taken for no instant", INSERTED, BrokenValues::withoutEpoch),
                replaced("instant of completion not updated", BrokenValues::withoutCompletion),
                replaced("key id not updated", BrokenValues::withoutKeyId),
                written(
                        "version kept in 31 bits",
                        "versions_upToTheHighest_comeBackEqual",
                        record -> Alterations.stamp(
                                record,
                                stamp -> new Stamp(
                                        stamp.sessionKey(),
                                        stamp.generation(),
                                        Math.min(stamp.version(), Integer.MAX_VALUE)))),
                written(
                        "attempt number kept in 16 bits",
                        "attemptNumbers_upToTheHighest_comeBackEqual",
                        record -> Alterations.latest(
                                record,
                                latest -> new MintedAttempt(
                                        Math.min(latest.number(), 0xFFFF), latest.issuedAt(), latest.expiresAt()))),
                new BrokenStore(
                        "old parts kept where the next record has none",
                        "replace_byARecordWithFewerParts_leavesNothingOfTheOldOnes",
                        engine -> new MapStore(engine) {
                            @Override
                            HandoffRecord replacement(HandoffRecord current, HandoffRecord next) {
                                Claim claim = next.claim() == null ? current.claim() : next.claim();
                                return new HandoffRecord(
                                        next.stamp(), next.terms(), next.state(), next.latest(), claim, next.tally());
                            }
                        }));
    }

    private static Stream<BrokenStore> keysAndTexts() {
        return Stream.of(
                keyed("keys cut after 32 characters", KEYS, key -> key.substring(0, 32)),
                keyed("keys without their first character", KEYS, key -> key.substring(1)),
                keyed("keys without their last character", KEYS, key -> key.substring(0, 63)),
                keyed("keys turned into numbers", "keys_thatLookLikeNumbers_areDifferent", BrokenValues::asNumber),
                new BrokenStore(
                        "generations compared by their first half",
                        "generations_thatDifferInOneCharacter_areDifferent",
                        engine -> new MapStore(engine) {
                            @Override
                            boolean bearsTheStamp(HandoffRecord current, HandoffRecord expected) {
                                return halfOf(current.stamp()).equals(halfOf(expected.stamp()));
                            }
                        }),
                written("texts in lower case", TEXTS, texts(text -> text.toLowerCase(Locale.ROOT))),
                written("texts up to a separator", TEXTS, texts(text -> text.replaceFirst(";.*", "x"))),
                written("texts without trailing dots", TEXTS, texts(text -> text.replaceFirst("\\.+$", ""))),
                written("'null' taken for nothing", TEXTS, texts(text -> text.equals("null") ? "-" : text)),
                written(
                        "texts cut after 60 characters",
                        "texts_ofTheGreatestLength_comeBackEqual",
                        texts(text -> text.substring(0, Math.min(60, text.length())))));
    }

    private static Stream<BrokenStore> zonesAndLanguages() {
        return Stream.of(
                new BrokenStore(
                        "instants kept as local time",
                        "find_inAnotherTimeZone_givesTheSameInstants",
                        engine -> new AlteringStore(
                                engine,
                                record -> Alterations.instants(record, BrokenValues::toLocal),
                                record -> Alterations.instants(record, BrokenValues::fromLocal))),
                new BrokenStore(
                        "instants through a wall clock that skips an hour",
                        "insert_instantsInGapsAndOverlapsOfClocks_comeBackEqual",
                        engine -> new AlteringStore(
                                engine,
                                record -> Alterations.instants(record, BrokenValues::fromLocal),
                                record -> Alterations.instants(record, BrokenValues::toLocal))),
                new BrokenStore(
                        "states read in the process's language",
                        "find_inAnotherLanguage_givesTheSame",
                        engine -> new AlteringStore(engine, UnaryOperator.identity(), record -> {
                            String kept = record.state().name().toLowerCase(Locale.ROOT);
                            RecordState state = RecordState.valueOf(kept.toUpperCase(Locale.getDefault()));
                            return new HandoffRecord(
                                    record.stamp(),
                                    record.terms(),
                                    state,
                                    record.latest(),
                                    record.claim(),
                                    record.tally());
                        })));
    }

    private static BrokenStore written(String fault, String promise, UnaryOperator<HandoffRecord> change) {
        return new BrokenStore(fault, promise, engine -> new AlteringStore(engine, change, UnaryOperator.identity()));
    }

    private static BrokenStore replaced(String fault, UnaryOperator<HandoffRecord> change) {
        return new BrokenStore(fault, REPLACED, engine -> new MapStore(engine) {
            @Override
            HandoffRecord replacement(HandoffRecord current, HandoffRecord next) {
                return change.apply(next);
            }
        });
    }

    private static BrokenStore keyed(String fault, String promise, UnaryOperator<String> change) {
        return new BrokenStore(fault, promise, engine -> new MapStore(engine) {
            @Override
            String keyOf(String sessionKey) {
                return change.apply(sessionKey);
            }
        });
    }

    private static UnaryOperator<HandoffRecord> texts(UnaryOperator<String> change) {
        return record -> Alterations.texts(record, change);
    }

    private static HandoffRecord wholeSeconds(HandoffRecord record) {
        return Alterations.instants(record, instant -> instant.truncatedTo(ChronoUnit.SECONDS));
    }

    private static HandoffRecord withoutKeyId(HandoffRecord record) {
        return new HandoffRecord(
                record.stamp(),
                new SessionTerms(0, record.terms().endsAt()),
                record.state(),
                record.latest(),
                record.claim(),
                record.tally());
    }

    private static HandoffRecord withoutIssue(HandoffRecord record) {
        return Alterations.latest(
                record, latest -> new MintedAttempt(latest.number(), latest.expiresAt(), latest.expiresAt()));
    }

    private static HandoffRecord withFloatingConnection(HandoffRecord record) {
        return Alterations.claim(
                record,
                claim -> new Claim(
                        claim.attempt(),
                        claim.deviceHash(),
                        // the highest of 53 bits, as a JSON number has them
                        Math.min(claim.connection(), 1L << 53),
                        claim.spentThrough()));
    }

    private static HandoffRecord withoutSpentThrough(HandoffRecord record) {
        return Alterations.claim(
                record, claim -> new Claim(claim.attempt(), claim.deviceHash(), claim.connection(), claim.attempt()));
    }

    private static HandoffRecord withoutFailures(HandoffRecord record) {
        return Alterations.tally(record, tally -> new Tally(0, tally.verdict(), tally.completedAt()));
    }

    private static HandoffRecord withoutFailureCode(HandoffRecord record) {
        return Alterations.verdict(
                record,
                verdict -> verdict.failureCode() == null
                        ? verdict
                        : new Verdict(verdict.kind(), "unknown", verdict.recordedAt()));
    }

    private static HandoffRecord withoutCompletion(HandoffRecord record) {
        return Alterations.tally(record, tally -> new Tally(tally.failures(), tally.verdict(), null));
    }

    private static HandoffRecord withoutEpoch(HandoffRecord record) {
        return EARLIEST.equals(record.tally().completedAt()) ? withoutCompletion(record) : record;
    }

    private static String asNumber(String key) {
        return key.matches("[0-9]+(e[0-9]+)?") ? "" + Double.parseDouble(key) : key;
    }

    private static String halfOf(Stamp stamp) {
        return stamp.generation().substring(0, 16) + stamp.version();
    }

    private static Instant toLocal(Instant instant) {
        return inRange(LocalDateTime.ofInstant(instant, ZoneId.systemDefault()).toInstant(ZoneOffset.UTC));
    }

    private static Instant fromLocal(Instant local) {
        return inRange(LocalDateTime.ofInstant(local, ZoneOffset.UTC)
                .atZone(ZoneId.systemDefault())
                .toInstant());
    }

    private static Instant inRange(Instant instant) {
        Instant notTooEarly = instant.isBefore(EARLIEST) ? EARLIEST : instant;
        return notTooEarly.isAfter(LATEST) ? LATEST : notTooEarly;
    }
}
