package dev.handoff.testkit.store.broken;

import static dev.handoff.testkit.store.broken.BrokenStore.isFinal;
import static dev.handoff.testkit.store.broken.BrokenStore.withBody;

import dev.handoff.spi.StoredRecord;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiPredicate;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/** Stores whose replace is wrong even without rivals. */
final class BrokenReplacements {

    private static final String OTHER_STAMP = "replace_otherStamp_returnsFalseAndKeepsTheRecord";
    private static final String OTHER_PARTS = "replace_sameStampButOtherBody_writesTheWholeBody";
    private static final String ANY_STATE = "replace_recordInAnyState_writesAnyOtherState";
    private static final Instant TODAY = Instant.parse("2026-03-01T00:00:00Z");

    private BrokenReplacements() {}

    static Stream<BrokenStore> all() {
        return Stream.concat(conditions(), effects());
    }

    private static Stream<BrokenStore> conditions() {
        return Stream.of(
                replacing("unconditional update", OTHER_STAMP, (current, expected) -> true),
                new BrokenStore("any earlier stamp of the record accepted", OTHER_STAMP, FitsForEver::new),
                new BrokenStore("the same replacement again returns true", OTHER_STAMP, engine -> new MapStore(engine) {
                    @Override
                    public boolean replace(StoredRecord expected, StoredRecord next) {
                        return super.replace(expected, next)
                                || super.find(next.key()).filter(next::equals).isPresent();
                    }
                }),
                replacing("whole records compared", OTHER_PARTS, StoredRecord::equals),
                replacing(
                        "bodies compared in addition to stamps",
                        OTHER_PARTS,
                        (current, expected) -> current.stamp().equals(expected.stamp())
                                && current.body().equals(expected.body())),
                replacing(
                        "no replacement of a final state",
                        ANY_STATE,
                        (current, expected) -> current.stamp().equals(expected.stamp()) && !isFinal(current)),
                replacing(
                        "no replacement after the session's end",
                        ANY_STATE,
                        (current, expected) -> current.stamp().equals(expected.stamp())
                                && current.endsAt().isAfter(TODAY)));
    }

    private static Stream<BrokenStore> effects() {
        return Stream.of(
                writing(
                        "approval that is never removed",
                        ANY_STATE,
                        (current, next) ->
                                current.body().contains("approved") ? withBody(next, next.body() + " approved") : next),
                new BrokenStore(
                        "body written only where it differs from the expected", OTHER_PARTS, WritesChanges::new),
                new BrokenStore(
                        "stamp compared without the key",
                        "replace_stampOfAnotherKey_returnsFalseAndChangesNoRecord",
                        WithoutTheKey::new),
                new BrokenStore(
                        "replace that also writes to other keys",
                        "replace_oneOfTwoRecords_keepsTheOtherRecord",
                        engine -> new MapStore(engine) {
                            @Override
                            public boolean replace(StoredRecord expected, StoredRecord next) {
                                boolean replaced = super.replace(expected, next);
                                records.replaceAll((key, record) -> replaced ? withBody(record, next.body()) : record);
                                return replaced;
                            }
                        }),
                new BrokenStore(
                        "replace that inserts",
                        "replace_unknownKey_returnsFalseAndInsertsNothing",
                        ReplaceOrInsert::new),
                new BrokenStore("replace that always returns true", OTHER_STAMP, engine -> new MapStore(engine) {
                    @Override
                    public boolean replace(StoredRecord expected, StoredRecord next) {
                        super.replace(expected, next);
                        return true;
                    }
                }),
                new BrokenStore(
                        "replace that returns false although it wrote",
                        "replace_thatReturnsTrue_hasWrittenTheRecord",
                        engine -> new MapStore(engine) {
                            @Override
                            public boolean replace(StoredRecord expected, StoredRecord next) {
                                super.replace(expected, next);
                                return false;
                            }
                        }),
                new BrokenStore(
                        "replace that reports success before it writes",
                        "replace_thatReturnsTrue_hasWrittenTheRecord",
                        WriteBehind::new),
                new BrokenStore(
                        "records marked as deleted, not deleted",
                        "purge_endedRecord_deletesItInEveryStoreForGood",
                        MarksAsDeleted::new));
    }

    private static BrokenStore replacing(String fault, String promise, BiPredicate<StoredRecord, StoredRecord> fits) {
        return new BrokenStore(fault, promise, engine -> new MapStore(engine) {
            @Override
            boolean bearsTheStamp(StoredRecord current, StoredRecord expected) {
                return fits.test(current, expected);
            }
        });
    }

    private static BrokenStore writing(String fault, String promise, BinaryOperator<StoredRecord> change) {
        return new BrokenStore(fault, promise, engine -> new MapStore(engine) {
            @Override
            StoredRecord replacement(StoredRecord current, StoredRecord next) {
                return change.apply(current, next);
            }
        });
    }

    private static final class FitsForEver extends MapStore {

        private final Set<String> stamps = ConcurrentHashMap.newKeySet();

        FitsForEver(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        StoredRecord inserted(StoredRecord record) {
            stamps.add(record.stamp());
            return record;
        }

        @Override
        boolean bearsTheStamp(StoredRecord current, StoredRecord expected) {
            return stamps.contains(expected.stamp());
        }
    }

    /** Like an object mapper that writes only the parts that seem to have changed. */
    private static final class WritesChanges extends MapStore {

        WritesChanges(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            StoredRecord current = records.get(expected.key());
            return current != null
                    && bearsTheStamp(current, expected)
                    && records.replace(
                            expected.key(),
                            current,
                            expected.body().equals(next.body()) ? withBody(next, current.body()) : next);
        }
    }

    /** Like {@code UPDATE … WHERE stamp = ?}. */
    private static final class WithoutTheKey extends MapStore {

        WithoutTheKey(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            for (StoredRecord current : records.values()) {
                if (bearsTheStamp(current, expected)) {
                    return records.replace(current.key(), current, next);
                }
            }
            return false;
        }
    }

    private static final class ReplaceOrInsert extends MapStore {

        ReplaceOrInsert(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            return super.replace(expected, next) || super.insert(next);
        }
    }

    /** Writes a replacement only at the next write. */
    private static final class WriteBehind extends MapStore {

        private final Map<String, StoredRecord> unwritten = new HashMap<>();

        WriteBehind(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public synchronized boolean replace(StoredRecord expected, StoredRecord next) {
            records.putAll(unwritten);
            unwritten.clear();
            StoredRecord current = records.get(expected.key());
            if (current == null || !bearsTheStamp(current, expected)) {
                return false;
            }
            unwritten.put(next.key(), next);
            return true;
        }
    }

    /** Find and insert check the mark, replace does not. */
    private static final class MarksAsDeleted extends MapStore {

        private static final Set<StoredRecord> DELETED = ConcurrentHashMap.newKeySet();

        MarksAsDeleted(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public boolean insert(StoredRecord record) {
            StoredRecord there = records.putIfAbsent(record.key(), record);
            return there == null || (DELETED.contains(there) && records.replace(record.key(), there, record));
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            return super.find(key).filter(record -> !DELETED.contains(record));
        }

        @Override
        boolean remove(StoredRecord record) {
            return DELETED.add(record);
        }
    }
}
