package dev.handoff.testkit.store.broken;

import static dev.handoff.testkit.store.broken.BrokenRaces.pauseNowAndThen;

import dev.handoff.spi.StoredRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Stores that keep their promises unless another thread purges at the same moment. */
final class BrokenPurgeRaces {

    private static final Instant END_OF_1970 = Instant.parse("1971-01-01T00:00:00Z");
    private static final int ROUNDS = BrokenStore.USUAL_ROUNDS;

    private BrokenPurgeRaces() {}

    static Stream<BrokenStore> all() {
        return Stream.of(
                new BrokenStore(
                        "purge that deletes a record inserted since its read",
                        "purge_byManyWhileSessionsAreOpenedAgain_deletesEachRecordOnceAndNoNewLife",
                        ROUNDS,
                        DeletesByKey::new),
                new BrokenStore(
                        "slow purge that deletes a record inserted since its read",
                        "purge_ofManyWhileTheirSessionsAreOpenedAgain_deletesNoNewLife",
                        ROUNDS,
                        SlowlyDeletesByKey::new),
                new BrokenStore(
                        "purge that counts records that others deleted",
                        "purge_byManyWhileSessionsAreOpenedAgain_deletesEachRecordOnceAndNoNewLife",
                        ROUNDS,
                        DeletesByKey::new),
                new BrokenStore(
                        "insert of one of two objects that returns before it writes",
                        "purge_byManyWhileSessionsAreOpenedAgain_deletesEachRecordOnceAndNoNewLife",
                        ROUNDS,
                        BrokenStore.butForTheFirst(BrokenInserts.WritesLater::new)),
                new BrokenStore(
                        "replace that brings a purged record back",
                        "purge_whileRecordsAreReplaced_deletesEachRecordOnce",
                        ROUNDS,
                        BringsBack::new),
                new BrokenStore(
                        "purge that writes back what it has read",
                        "purge_whileOthersInsertAndReplace_deletesNoLiveRecord",
                        5 * ROUNDS,
                        WritesBack::new),
                new BrokenStore(
                        "stamp checked before the write",
                        "replace_whileItsSessionIsOpenedAgain_neverWritesIntoTheNewLife",
                        ROUNDS,
                        CountsWrites::new),
                new BrokenStore(
                        "stamp compared by the store immediately before the write",
                        "replace_whileItsSessionIsOpenedAgain_neverWritesIntoTheNewLife",
                        ROUNDS,
                        ComparesByItself::new),
                new BrokenStore(
                        "version number of the engine that starts again",
                        "replace_recordOfAFormerLife_returnsFalse",
                        RemembersCounts::new),
                new BrokenStore(
                        "reader that writes back what it has read",
                        "find_whileARecordIsPurgedAndOpenedAgain_returnsNoFormerLife",
                        ROUNDS,
                        RepairsWhatItReads::new),
                new BrokenStore(
                        "purge of one of two objects that is visible later",
                        "find_whileARecordIsPurgedAndOpenedAgain_returnsNoFormerLife",
                        ROUNDS,
                        BrokenStore.butForTheFirst(DeletesLater::new)));
    }

    /**
     * Writes a record that was purged since the check. A purge and a replacement wait a moment for each other, so that
     * they overlap on a busy machine, too.
     */
    private static final class BringsBack extends MapStore {

        private static final AtomicInteger LOOKED = new AtomicInteger();
        private static final AtomicInteger PURGES = new AtomicInteger();

        BringsBack(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            int purgesBefore = PURGES.get();
            StoredRecord current = records.get(expected.key());
            if (current == null || !bearsTheStamp(current, expected)) {
                return false;
            }
            if (expected.endsAt().isAfter(END_OF_1970)) {
                // no purge will come for such a record
                return super.replace(expected, next);
            }
            LOOKED.incrementAndGet();
            await(() -> PURGES.get() != purgesBefore, 50);
            LOOKED.decrementAndGet();
            records.put(next.key(), next);
            return true;
        }

        @Override
        public int purge(Instant endedBefore, int limit) {
            await(() -> LOOKED.get() > 0, 2);
            int purged = super.purge(endedBefore, limit);
            PURGES.incrementAndGet();
            return purged;
        }

        private static void await(BooleanSupplier condition, long atMostMillis) {
            long start = System.nanoTime();
            while (!condition.getAsBoolean() && System.nanoTime() - start < atMostMillis * 1_000_000) {
                LockSupport.parkNanos(10_000);
            }
        }
    }

    /** Like {@code SELECT key … WHERE ends_at < ?}, then {@code DELETE … WHERE key = ?}. */
    private static final class DeletesByKey extends MapStore {

        DeletesByKey(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        boolean remove(StoredRecord record) {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(2_000_000));
            records.remove(record.key());
            return true;
        }
    }

    /** Like a purge that rewrites a file with the records that are left. */
    private static final class WritesBack extends MapStore {

        WritesBack(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public int purge(Instant endedBefore, int limit) {
            List<StoredRecord> seen = List.copyOf(records.values());
            pauseNowAndThen();
            int purged = super.purge(endedBefore, limit);
            for (StoredRecord record : seen) {
                if (!isPurged(record, endedBefore)) {
                    records.put(record.key(), record);
                }
            }
            return purged;
        }
    }

    /** Like {@code SELECT stamp …}, then {@code UPDATE … WHERE key = ?}, without a pause between the two. */
    private static final class ComparesByItself extends MapStore {

        ComparesByItself(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            StoredRecord current = records.get(expected.key());
            return current != null && bearsTheStamp(current, expected) && records.replace(next.key(), next) != null;
        }
    }

    /** Like {@code SELECT stamp, row_version …}, then {@code UPDATE … WHERE row_version = ?}. */
    private static class CountsWrites extends MapStore {

        private static final Map<String, Integer> COUNTS = new ConcurrentHashMap<>();

        CountsWrites(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public boolean insert(StoredRecord record) {
            boolean[] inserted = new boolean[1];
            records.computeIfAbsent(record.key(), key -> {
                COUNTS.put(key, 1);
                inserted[0] = true;
                return record;
            });
            return inserted[0];
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            int count = countOf(expected);
            pauseNowAndThen();
            boolean[] replaced = new boolean[1];
            records.computeIfPresent(next.key(), (key, current) -> {
                replaced[0] = COUNTS.getOrDefault(key, 0) == count;
                if (replaced[0]) {
                    COUNTS.put(key, count + 1);
                }
                return replaced[0] ? next : current;
            });
            return replaced[0];
        }

        /** Returns how often the record with the stamp was written, or -1 if there is no such record. */
        int countOf(StoredRecord expected) {
            int count = COUNTS.getOrDefault(expected.key(), 0);
            StoredRecord seen = records.get(expected.key());
            return seen != null && bearsTheStamp(seen, expected) ? count : -1;
        }
    }

    /** Like an object mapper that keeps the version that it has read. */
    private static final class RemembersCounts extends CountsWrites {

        private final Map<String, Integer> seen = new ConcurrentHashMap<>();

        RemembersCounts(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            Optional<StoredRecord> found = super.find(key);
            found.ifPresent(record -> seen.put(record.stamp(), super.countOf(record)));
            return found;
        }

        @Override
        int countOf(StoredRecord expected) {
            Integer count = seen.get(expected.stamp());
            return count == null ? super.countOf(expected) : count;
        }
    }

    /** Like a cluster in which a reader repairs the nodes that lag behind. */
    private static final class RepairsWhatItReads extends MapStore {

        RepairsWhatItReads(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            Optional<StoredRecord> found = super.find(key);
            found.ifPresent(record -> {
                pauseNowAndThen();
                records.putIfAbsent(key, record);
            });
            return found;
        }
    }

    /** A purge is visible to its own object at once, and to other objects when the key is used again. */
    private static final class DeletesLater extends MapStore {

        private final Map<String, StoredRecord> purged = new ConcurrentHashMap<>();

        DeletesLater(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public boolean insert(StoredRecord record) {
            StoredRecord former = purged.remove(record.key());
            if (former != null) {
                records.remove(record.key(), former);
            }
            return super.insert(record);
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            return super.find(key).filter(record -> !record.equals(purged.get(key)));
        }

        @Override
        boolean remove(StoredRecord record) {
            return purged.putIfAbsent(record.key(), record) == null;
        }
    }
}
