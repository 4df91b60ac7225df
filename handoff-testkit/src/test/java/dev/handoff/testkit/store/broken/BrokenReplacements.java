package dev.handoff.testkit.store.broken;

import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.Stamp;
import dev.handoff.spi.TokenStoreException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiPredicate;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Stores that replace wrongly, also without any rival. */
final class BrokenReplacements {

    private static final String OTHER_VERSION = "replace_otherVersion_isFalseAndKeepsWhatIsThere";
    private static final String OTHER_PARTS = "replace_sameStampButOtherParts_isTrueAndWritesEveryPart";
    private static final String ANY_STATE = "replace_recordInAnyState_isTrueForAnyOther";
    private static final Instant TODAY = Instant.parse("2026-03-01T00:00:00Z");

    private BrokenReplacements() {}

    static Stream<BrokenStore> all() {
        return Stream.concat(conditions(), effects());
    }

    private static Stream<BrokenStore> conditions() {
        return Stream.of(
                comparing("unconditional update", OTHER_VERSION, (current, expected) -> true),
                comparing(
                        "generation without version",
                        OTHER_VERSION,
                        (current, expected) -> current.generation().equals(expected.generation())),
                comparing(
                        "any version up to the expected one",
                        OTHER_VERSION,
                        (current, expected) -> current.generation().equals(expected.generation())
                                && current.version() <= expected.version()),
                comparing(
                        "any version from the expected one",
                        OTHER_VERSION,
                        (current, expected) -> current.generation().equals(expected.generation())
                                && current.version() >= expected.version()),
                comparing(
                        "version without generation",
                        "replace_otherGeneration_isFalseAndKeepsWhatIsThere",
                        (current, expected) -> current.version() == expected.version()),
                comparing(
                        "generation compared in the first version only",
                        "replace_otherGeneration_isFalseAndKeepsWhatIsThere",
                        (current, expected) -> current.version() == expected.version()
                                && (current.version() > 1 || current.equals(expected))),
                replacing("whole records compared", OTHER_PARTS, (current, expected) -> current.equals(expected)),
                replacing(
                        "claims compared beside stamps",
                        OTHER_PARTS,
                        (current, expected) -> current.stamp().equals(expected.stamp())
                                && Objects.equals(current.claim(), expected.claim())),
                replacing(
                        "no way out of a final state",
                        ANY_STATE,
                        (current, expected) -> current.stamp().equals(expected.stamp())
                                && !current.state().isFinal()),
                replacing(
                        "no replacement after the session's end",
                        ANY_STATE,
                        (current, expected) -> current.stamp().equals(expected.stamp())
                                && current.terms().endsAt().isAfter(TODAY)));
    }

    private static Stream<BrokenStore> effects() {
        return Stream.of(
                writing("approval that is never taken back", ANY_STATE, BrokenReplacements::stillApproved),
                writing(
                        "old parts kept where the next record has none",
                        "replace_byARecordWithFewerParts_leavesNothingOfTheOldOnes",
                        (current, next) -> new HandoffRecord(
                                next.stamp(),
                                next.terms(),
                                next.progress(),
                                next.latest(),
                                next.claim() == null ? current.claim() : next.claim())),
                new BrokenStore("only parts written that differ from the expected", OTHER_PARTS, WritesChanges::new),
                new BrokenStore(
                        "stamp looked up without the key",
                        "replace_stampOfAnotherKey_isFalseAndTouchesNeither",
                        WithoutTheKey::new),
                new BrokenStore(
                        "replace that writes to its neighbours too",
                        "replace_oneOfTwo_leavesTheOtherAlone",
                        engine -> new MapStore(engine) {
                            @Override
                            public boolean replace(HandoffRecord expected, HandoffRecord next) {
                                boolean replaced = super.replace(expected, next);
                                records.replaceAll((key, record) -> replaced ? withAttemptOf(next, record) : record);
                                return replaced;
                            }
                        }),
                new BrokenStore(
                        "replace that inserts", "replace_unknownKey_isFalseAndAddsNothing", ReplaceOrInsert::new),
                new BrokenStore("replace that always answers true", OTHER_VERSION, engine -> new MapStore(engine) {
                    @Override
                    public boolean replace(HandoffRecord expected, HandoffRecord next) {
                        super.replace(expected, next);
                        return true;
                    }
                }),
                new BrokenStore(
                        "replace that answers false though it wrote",
                        "replace_answeringFalse_hasNotWritten",
                        engine -> new MapStore(engine) {
                            @Override
                            public boolean replace(HandoffRecord expected, HandoffRecord next) {
                                super.replace(expected, next);
                                return false;
                            }
                        }),
                new BrokenStore(
                        "replace that reports success before it writes",
                        "replace_answeringTrue_hasWrittenWhenItReturns",
                        WriteBehind::new),
                new BrokenStore(
                        "replace that takes any failure for a lost race",
                        "trouble_engineOutOfReach_isAnExceptionAndNeverAnAnswer",
                        engine -> new MapStore(engine) {
                            @Override
                            public boolean replace(HandoffRecord expected, HandoffRecord next) {
                                try {
                                    return super.replace(expected, next);
                                } catch (TokenStoreException e) {
                                    return false;
                                }
                            }
                        }),
                new BrokenStore(
                        "records marked as deleted, not deleted",
                        "replace_purgedRecord_isFalseAndBringsNothingBack",
                        MarksAsDeleted::new));
    }

    private static BrokenStore comparing(String fault, String promise, BiPredicate<Stamp, Stamp> fits) {
        return replacing(fault, promise, (current, expected) -> fits.test(current.stamp(), expected.stamp()));
    }

    private static BrokenStore replacing(String fault, String promise, BiPredicate<HandoffRecord, HandoffRecord> fits) {
        return new BrokenStore(fault, promise, engine -> new MapStore(engine) {
            @Override
            boolean bearsTheStamp(HandoffRecord current, HandoffRecord expected) {
                return fits.test(current, expected);
            }
        });
    }

    private static BrokenStore writing(String fault, String promise, BinaryOperator<HandoffRecord> change) {
        return new BrokenStore(fault, promise, engine -> new MapStore(engine) {
            @Override
            HandoffRecord replacement(HandoffRecord current, HandoffRecord next) {
                return change.apply(current, next);
            }
        });
    }

    private static HandoffRecord stillApproved(HandoffRecord current, HandoffRecord next) {
        Claim before = current.claim();
        return before != null && before.approved()
                ? Alterations.claim(next, claim -> Alterations.approved(claim, true))
                : next;
    }

    private static HandoffRecord withAttemptOf(HandoffRecord other, HandoffRecord record) {
        return new HandoffRecord(record.stamp(), record.terms(), record.progress(), other.latest(), record.claim());
    }

    /** As an object mapper does it that writes what it thinks has changed. */
    private static final class WritesChanges extends MapStore {

        WritesChanges(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public boolean replace(HandoffRecord expected, HandoffRecord next) {
            HandoffRecord current = records.get(expected.sessionKey());
            return current != null
                    && bearsTheStamp(current, expected)
                    && records.replace(
                            expected.sessionKey(),
                            current,
                            new HandoffRecord(
                                    next.stamp(),
                                    next.terms(),
                                    changed(current.progress(), expected.progress(), next.progress()),
                                    changed(current.latest(), expected.latest(), next.latest()),
                                    changed(current.claim(), expected.claim(), next.claim())));
        }

        private static <T extends @Nullable Object> T changed(T current, T expected, T next) {
            return Objects.equals(expected, next) ? current : next;
        }
    }

    /** As {@code UPDATE … WHERE generation = ? AND version = ?}. */
    private static final class WithoutTheKey extends MapStore {

        WithoutTheKey(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public boolean replace(HandoffRecord expected, HandoffRecord next) {
            for (HandoffRecord current : records.values()) {
                if (current.stamp().generation().equals(expected.stamp().generation())
                        && current.stamp().version() == expected.stamp().version()) {
                    return records.replace(current.sessionKey(), current, next);
                }
            }
            return false;
        }
    }

    private static final class ReplaceOrInsert extends MapStore {

        ReplaceOrInsert(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public boolean replace(HandoffRecord expected, HandoffRecord next) {
            return super.replace(expected, next) || super.insert(next);
        }
    }

    /** Keeps what it replaced to itself until the next write. */
    private static final class WriteBehind extends MapStore {

        private final Map<String, HandoffRecord> unwritten = new HashMap<>();

        WriteBehind(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public synchronized boolean replace(HandoffRecord expected, HandoffRecord next) {
            records.putAll(unwritten);
            unwritten.clear();
            HandoffRecord current = records.get(expected.sessionKey());
            if (current == null || !bearsTheStamp(current, expected)) {
                return false;
            }
            unwritten.put(next.sessionKey(), next);
            return true;
        }
    }

    /** Finding and inserting know of the mark, replacing does not. */
    private static final class MarksAsDeleted extends MapStore {

        private static final Set<HandoffRecord> DELETED = ConcurrentHashMap.newKeySet();

        MarksAsDeleted(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public boolean insert(HandoffRecord record) {
            HandoffRecord there = records.putIfAbsent(record.sessionKey(), record);
            return there == null || (DELETED.contains(there) && records.replace(record.sessionKey(), there, record));
        }

        @Override
        public Optional<HandoffRecord> find(String sessionKey) {
            return super.find(sessionKey).filter(record -> !DELETED.contains(record));
        }

        @Override
        boolean remove(HandoffRecord record) {
            return DELETED.add(record);
        }
    }
}
