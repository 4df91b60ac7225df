package dev.handoff.testkit.store.broken;

import static dev.handoff.testkit.store.broken.BrokenRaces.pauseNowAndThen;
import static dev.handoff.testkit.store.broken.BrokenStore.USUAL_ROUNDS;

import dev.handoff.spi.HandoffRecord;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Stores that keep their promises until somebody purges at the same moment. */
final class BrokenPurgeRaces {

    private static final Instant END_OF_1970 = Instant.parse("1971-01-01T00:00:00Z");
    private static final int ROUNDS = 60;

    private BrokenPurgeRaces() {}

    static Stream<BrokenStore> all() {
        return Stream.of(
                new BrokenStore(
                        "purge that deletes whatever came under the key since",
                        "purge_whileASessionIsOpenedAgain_neverDeletesItsNewLife",
                        ROUNDS,
                        DeletesByKey::new),
                new BrokenStore(
                        "purge that counts what others deleted",
                        "purge_twoAtTheVeryMoment_countEachRecordOnce",
                        ROUNDS,
                        DeletesByKey::new),
                new BrokenStore(
                        "replace that brings a purged record back",
                        "purge_whileARecordIsReplaced_bringsNothingBack",
                        ROUNDS,
                        BringsBack::new),
                new BrokenStore(
                        "purge that writes back what it saw",
                        "purge_whileOthersInsertAndReplace_touchesNoLiveRecord",
                        USUAL_ROUNDS,
                        WritesBack::new),
                new BrokenStore(
                        "generation checked in a look before the write",
                        "replace_whileItsSessionIsOpenedAgain_neverWritesIntoTheNewLife",
                        USUAL_ROUNDS,
                        ChecksGenerationFirst::new));
    }

    /**
     * Writes what was purged since it looked. A purge waits a moment for a replacement that has looked, and that one
     * for the purge, so that a busy machine finds the window too.
     */
    private static final class BringsBack extends MapStore {

        private static final AtomicInteger LOOKED = new AtomicInteger();
        private static final AtomicInteger PURGES = new AtomicInteger();

        BringsBack(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public boolean replace(HandoffRecord expected, HandoffRecord next) {
            int purgesBefore = PURGES.get();
            HandoffRecord current = records.get(expected.sessionKey());
            if (current == null || !bearsTheStamp(current, expected)) {
                return false;
            }
            if (expected.terms().endsAt().isAfter(END_OF_1970)) {
                // not what the tests of purging write: no purge will come
                return super.replace(expected, next);
            }
            LOOKED.incrementAndGet();
            await(() -> PURGES.get() != purgesBefore, 50);
            LOOKED.decrementAndGet();
            records.put(next.sessionKey(), next);
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

    /** As {@code SELECT key … WHERE ends_at < ?}, then {@code DELETE … WHERE key = ?}. */
    private static final class DeletesByKey extends MapStore {

        DeletesByKey(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        boolean remove(HandoffRecord record) {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(2_000_000));
            records.remove(record.sessionKey());
            return true;
        }
    }

    /** As a purge that rewrites a file with what is left. */
    private static final class WritesBack extends MapStore {

        WritesBack(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public int purge(Instant endedBefore, int limit) {
            List<HandoffRecord> seen = List.copyOf(records.values());
            pauseNowAndThen();
            int purged = super.purge(endedBefore, limit);
            for (HandoffRecord record : seen) {
                if (!isPurged(record, endedBefore)) {
                    records.put(record.sessionKey(), record);
                }
            }
            return purged;
        }
    }

    /** As {@code SELECT generation …}, then {@code UPDATE … WHERE version = ?}. */
    private static final class ChecksGenerationFirst extends MapStore {

        ChecksGenerationFirst(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public boolean replace(HandoffRecord expected, HandoffRecord next) {
            HandoffRecord seen = records.get(expected.sessionKey());
            pauseNowAndThen();
            return seen != null
                    && seen.stamp().generation().equals(expected.stamp().generation())
                    && super.replace(expected, next);
        }

        @Override
        boolean bearsTheStamp(HandoffRecord current, HandoffRecord expected) {
            return current.stamp().version() == expected.stamp().version();
        }
    }
}
