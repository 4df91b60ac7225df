package dev.handoff.testkit.store.broken;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.SessionTerms;
import dev.handoff.spi.Stamp;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Instant;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Stores that keep their promises until somebody acts at the same moment. */
final class BrokenRaces {

    private static final int ROUNDS = 60;
    private static final String REPLACE = "replace_manyAtOnce_oneIsTrueAndItsRecordStays";

    private BrokenRaces() {}

    static Stream<BrokenStore> all() {
        return Stream.of(
                new BrokenStore("replace that checks, then writes", REPLACE, ROUNDS, ChecksThenWrites::new),
                new BrokenStore(
                        "replace that checks, then writes, on two ways that cross",
                        "replace_twoWhoseWaysCross_oneIsTrueAndItsRecordStays",
                        ROUNDS,
                        ChecksThenWrites::new),
                new BrokenStore(
                        "replace that checks, then writes, over and over",
                        "replace_twoOnOneRecordOverAndOver_writesEachVersionOnce",
                        ROUNDS,
                        ChecksThenWrites::new),
                new BrokenStore("lost race reported as trouble", REPLACE, ROUNDS, ThrowsLostRaces::new),
                new BrokenStore("lock of one object", REPLACE, ROUNDS, LocksItself::new),
                new BrokenStore(
                        "insert that checks, then writes",
                        "insert_manyAtOnce_oneIsTrueAndItsRecordStays",
                        ROUNDS,
                        ChecksThenInserts::new),
                new BrokenStore(
                        "insert that checks, then writes, on two ways that cross",
                        "insert_twoWhoseWaysCross_oneIsTrueAndItsRecordStays",
                        ROUNDS,
                        ChecksThenInserts::new),
                new BrokenStore(
                        "record replaced in two steps",
                        "find_whileARecordIsReplaced_givesAWholeRecord",
                        ROUNDS,
                        WritesTwice::new),
                new BrokenStore(
                        "record inserted in two steps",
                        "find_whileARecordIsInserted_givesNothingOrAWholeRecord",
                        ROUNDS,
                        WritesTwice::new),
                new BrokenStore(
                        "buffer that threads share",
                        "writes_ofManyThreadsToKeysOfTheirOwn_areAllKept",
                        SharesABuffer::new));
    }

    /** As a machine that is busy with something else. */
    static void pauseNowAndThen() {
        if (ThreadLocalRandom.current().nextInt(64) == 0) {
            LockSupport.parkNanos(50_000);
        }
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

    /** A host would have to ask again itself, on what is an answer. */
    private static final class ThrowsLostRaces extends MapStore {

        private static final Window WINDOW = new Window();

        ThrowsLostRaces(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public boolean replace(HandoffRecord expected, HandoffRecord next) {
            HandoffRecord current = records.get(expected.sessionKey());
            if (current == null || !bearsTheStamp(current, expected)) {
                return false;
            }
            WINDOW.stayOpen();
            if (!records.replace(next.sessionKey(), current, next)) {
                throw new TokenStoreException(Effect.NONE, true, "deadlock");
            }
            return true;
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

    /** First what every record has, then the rest. */
    private static final class WritesTwice extends MapStore {

        WritesTwice(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public boolean insert(HandoffRecord record) {
            HandoffRecord half = HandoffRecord.opened(record.stamp(), record.terms());
            if (records.putIfAbsent(record.sessionKey(), half) != null) {
                return false;
            }
            pauseNowAndThen();
            return records.replace(record.sessionKey(), half, record);
        }

        @Override
        public boolean replace(HandoffRecord expected, HandoffRecord next) {
            HandoffRecord current = records.get(expected.sessionKey());
            if (current == null || !bearsTheStamp(current, expected)) {
                return false;
            }
            HandoffRecord half =
                    new HandoffRecord(next.stamp(), next.terms(), next.progress(), current.latest(), current.claim());
            if (!records.replace(next.sessionKey(), current, half)) {
                return false;
            }
            pauseNowAndThen();
            return records.replace(next.sessionKey(), half, next);
        }
    }

    private static final class SharesABuffer extends MapStore {

        private volatile HandoffRecord buffer;

        SharesABuffer(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
            buffer = HandoffRecord.opened(
                    new Stamp("0".repeat(64), "0".repeat(32), 1), new SessionTerms(1, Instant.EPOCH));
        }

        @Override
        HandoffRecord inserted(HandoffRecord record) {
            buffer = record;
            LockSupport.parkNanos(1_000);
            HandoffRecord parts = buffer;
            return new HandoffRecord(record.stamp(), record.terms(), parts.progress(), parts.latest(), parts.claim());
        }
    }
}
