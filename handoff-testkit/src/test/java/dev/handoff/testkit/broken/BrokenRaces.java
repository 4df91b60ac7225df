package dev.handoff.testkit.broken;

import dev.handoff.spi.HandoffRecord;
import java.time.Instant;
import java.util.Iterator;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Stores that keep their promises until somebody acts at the same moment. */
final class BrokenRaces {

    private static final Instant END_OF_1970 = Instant.parse("1971-01-01T00:00:00Z");
    private static final int ROUNDS = 60;
    private static final String REPLACE = "replace_manyAtOnce_oneIsTrueAndItsRecordStays";

    private BrokenRaces() {}

    static Stream<BrokenStore> all() {
        return Stream.of(
                new BrokenStore("replace that checks, then writes", REPLACE, 4, ChecksThenWrites::new),
                new BrokenStore(
                        "replace that checks, then writes, on two ways that cross",
                        "replace_twoWhoseWaysCross_oneIsTrueAndItsRecordStays",
                        4,
                        ChecksThenWrites::new),
                new BrokenStore(
                        "replace that checks, then writes, over and over",
                        "replace_twoOnOneRecordOverAndOver_writesEachVersionOnce",
                        4,
                        ChecksThenWrites::new),
                new BrokenStore("lock that another process does not know", REPLACE, 4, LocksItself::new),
                new BrokenStore(
                        "insert that checks, then writes",
                        "insert_manyAtOnce_oneIsTrueAndItsRecordStays",
                        4,
                        ChecksThenInserts::new),
                new BrokenStore(
                        "insert that checks, then writes, on two ways that cross",
                        "insert_twoWhoseWaysCross_oneIsTrueAndItsRecordStays",
                        4,
                        ChecksThenInserts::new),
                new BrokenStore(
                        "purge that deletes whatever came under the key since",
                        "purge_whileASessionIsOpenedAgain_neverTakesItsNewLife",
                        ROUNDS,
                        DeletesByKey::new),
                new BrokenStore(
                        "purge that counts what others deleted",
                        "purge_twoAtTheVeryMoment_countEachRecordOnce",
                        ROUNDS,
                        DeletesByKey::new),
                new BrokenStore(
                        "replace that brings a purged record back",
                        "replace_whileItsRecordIsPurged_bringsNothingBack",
                        ROUNDS,
                        BringsBack::new),
                new BrokenStore(
                        "records evicted when there are many",
                        "writes_ofManyThreadsToKeysOfTheirOwn_areAllKept",
                        Evicts::new));
    }

    /** The time between check and write: open until another thread is in it too, or for a moment. */
    private static final class Window {

        private final Exchanger<Window> meeting = new Exchanger<>();

        void stayOpen() {
            try {
                meeting.exchange(this, 1, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // nobody else came
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static class ChecksThenWrites extends MapStore {

        private static final Window WINDOW = new Window();

        ChecksThenWrites(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public boolean replace(HandoffRecord expected, HandoffRecord next) {
            HandoffRecord current = records.get(expected.sessionKey());
            if (current == null || !bearsTheStamp(current, expected)) {
                return false;
            }
            WINDOW.stayOpen();
            records.put(next.sessionKey(), next);
            return true;
        }
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

    private static final class LocksItself extends ChecksThenWrites {

        LocksItself(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public synchronized boolean replace(HandoffRecord expected, HandoffRecord next) {
            return super.replace(expected, next);
        }
    }

    private static final class ChecksThenInserts extends MapStore {

        private static final Window WINDOW = new Window();

        ChecksThenInserts(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public boolean insert(HandoffRecord record) {
            if (records.containsKey(record.sessionKey())) {
                return false;
            }
            WINDOW.stayOpen();
            records.put(record.sessionKey(), record);
            return true;
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

    private static final class Evicts extends MapStore {

        private static final int MOST = 100;

        Evicts(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public synchronized boolean insert(HandoffRecord record) {
            Iterator<HandoffRecord> all = records.values().iterator();
            if (records.size() >= MOST) {
                all.next();
                all.remove();
            }
            return super.insert(record);
        }
    }
}
