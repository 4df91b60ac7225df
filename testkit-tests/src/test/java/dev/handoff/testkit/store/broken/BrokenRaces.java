package dev.handoff.testkit.store.broken;

import static dev.handoff.testkit.store.broken.BrokenStore.withBody;

import dev.handoff.spi.StoredRecord;
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

/** Stores that keep their promises unless another thread writes at the same moment. */
final class BrokenRaces {

    static final int ROUNDS = BrokenStore.USUAL_ROUNDS;
    private static final String REPLACE = "replace_manyAtOnce_oneReturnsTrueAndItsRecordStays";

    private BrokenRaces() {}

    static Stream<BrokenStore> all() {
        return Stream.of(
                new BrokenStore("replace that checks, then writes", REPLACE, ROUNDS, ChecksThenWrites::new),
                new BrokenStore(
                        "replace that checks, then writes, repeatedly",
                        "replace_twoOnOneRecordRepeatedly_writesEachStateOnce",
                        ROUNDS,
                        ChecksThenWrites::new),
                new BrokenStore("lost race reported as an exception", REPLACE, ROUNDS, ThrowsLostRaces::new),
                new BrokenStore("lock of one object", REPLACE, ROUNDS, LocksItself::new),
                new BrokenStore("won race reported as a lost race", REPLACE, ROUNDS, ForgetsThatItWon::new),
                new BrokenStore(
                        "insert that checks, then writes",
                        "insert_manyAtOnce_oneReturnsTrueAndItsRecordStays",
                        ROUNDS,
                        ChecksThenInserts::new),
                new BrokenStore(
                        "insert that checks, then writes, at the same moment",
                        "insert_twoAtTheSameMoment_oneReturnsTrueAndItsRecordStays",
                        ROUNDS,
                        ChecksThenInserts::new),
                new BrokenStore(
                        "record replaced in two steps",
                        "find_whileARecordIsReplaced_returnsAWholeRecord",
                        ROUNDS,
                        WritesTwice::new),
                new BrokenStore(
                        "record inserted in two steps",
                        "find_whileARecordIsInserted_returnsNothingOrAWholeRecord",
                        ROUNDS,
                        WritesTwice::new),
                new BrokenStore(
                        "record replaced in two steps by one of two objects",
                        "find_whileARecordIsReplaced_returnsAWholeRecord",
                        ROUNDS,
                        BrokenStore.butForTheFirst(WritesTwice::new)),
                new BrokenStore(
                        "record inserted in two steps by one of two objects",
                        "find_whileARecordIsInserted_returnsNothingOrAWholeRecord",
                        ROUNDS,
                        BrokenStore.butForTheFirst(WritesTwice::new)),
                new BrokenStore(
                        "buffer that threads share",
                        "writes_ofManyThreadsToDifferentKeys_areAllKept",
                        SharesABuffer::new));
    }

    /** Like a machine that is busy with other work. */
    static void pauseNowAndThen() {
        if (ThreadLocalRandom.current().nextInt(64) == 0) {
            LockSupport.parkNanos(50_000);
        }
    }

    /** The time between check and write: lasts until another thread is between them, too, or for a moment. */
    private static final class Window {

        private final Exchanger<Window> meeting = new Exchanger<>();

        void stayOpen() {
            try {
                meeting.exchange(this, 1, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // no other thread came
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static class ChecksThenWrites extends MapStore {

        private static final Window WINDOW = new Window();

        ChecksThenWrites(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            StoredRecord current = records.get(expected.key());
            if (current == null || !bearsTheStamp(current, expected)) {
                return false;
            }
            WINDOW.stayOpen();
            records.put(next.key(), next);
            return true;
        }
    }

    /** Throws if it loses a race, although false is the right answer. */
    private static final class ThrowsLostRaces extends MapStore {

        private static final Window WINDOW = new Window();

        ThrowsLostRaces(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            StoredRecord current = records.get(expected.key());
            if (current == null || !bearsTheStamp(current, expected)) {
                return false;
            }
            WINDOW.stayOpen();
            if (!records.replace(next.key(), current, next)) {
                throw new TokenStoreException(Effect.NONE, true, "deadlock");
            }
            return true;
        }
    }

    /** Repeats a write with an unknown effect, and mistakes its own record for that of another thread. */
    private static final class ForgetsThatItWon extends MapStore {

        ForgetsThatItWon(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            boolean isContended = ThreadLocalRandom.current().nextBoolean();
            return super.replace(expected, next) && (!isContended || super.replace(expected, next));
        }
    }

    private static final class LocksItself extends ChecksThenWrites {

        LocksItself(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public synchronized boolean replace(StoredRecord expected, StoredRecord next) {
            return super.replace(expected, next);
        }
    }

    private static final class ChecksThenInserts extends MapStore {

        private static final Window WINDOW = new Window();

        ChecksThenInserts(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public boolean insert(StoredRecord record) {
            if (records.containsKey(record.key())) {
                return false;
            }
            WINDOW.stayOpen();
            records.put(record.key(), record);
            return true;
        }
    }

    /** Writes one half of the record, then the other half. */
    private static final class WritesTwice extends MapStore {

        WritesTwice(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public boolean insert(StoredRecord record) {
            StoredRecord half = halfOf(record, "");
            if (records.putIfAbsent(record.key(), half) != null) {
                return false;
            }
            pauseNowAndThen();
            return records.replace(record.key(), half, record);
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            StoredRecord current = records.get(expected.key());
            if (current == null || !bearsTheStamp(current, expected)) {
                return false;
            }
            StoredRecord half = halfOf(next, current.body());
            if (!records.replace(next.key(), current, half)) {
                return false;
            }
            pauseNowAndThen();
            return records.replace(next.key(), half, next);
        }

        private static StoredRecord halfOf(StoredRecord record, String before) {
            int middle = record.body().length() / 2;
            String end = before.length() > middle ? before.substring(middle) : "";
            return withBody(record, record.body().substring(0, middle) + end);
        }
    }

    private static final class SharesABuffer extends MapStore {

        private volatile StoredRecord buffer;

        SharesABuffer(ConcurrentMap<String, StoredRecord> records) {
            super(records);
            buffer = new StoredRecord("0".repeat(64), "0".repeat(32), Instant.EPOCH, "?");
        }

        @Override
        StoredRecord inserted(StoredRecord record) {
            buffer = record;
            LockSupport.parkNanos(1_000);
            return withBody(record, buffer.body());
        }
    }
}
