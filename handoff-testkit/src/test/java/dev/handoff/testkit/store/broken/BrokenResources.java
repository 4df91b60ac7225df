package dev.handoff.testkit.store.broken;

import static dev.handoff.testkit.store.broken.BrokenStore.USUAL_ROUNDS;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/** Stores that lose connections, forget records when there are many, or drop interrupts. */
final class BrokenResources {

    private BrokenResources() {}

    static Stream<BrokenStore> all() {
        return Stream.of(
                leaking("connection lost when nothing is found", "find_manyUnknownKeys_givesBackWhatItTook", Call.FIND),
                leaking("connection lost when a key is known", "insert_manyKnownKeys_givesBackWhatItTook", Call.INSERT),
                leaking(
                        "connection lost when a stamp does not fit",
                        "replace_manyStampsThatDoNotFit_givesBackWhatItTook",
                        Call.REPLACE),
                leaking(
                        "connection lost when nothing has ended",
                        "purge_manyTimesNothing_givesBackWhatItTook",
                        Call.PURGE),
                new BrokenStore(
                        "oldest records dropped when there are many",
                        "find_firstOfVeryManyRecords_stillFinds",
                        USUAL_ROUNDS,
                        DropsTheOldest::new),
                new BrokenStore(
                        "record that is full after 255 replacements",
                        "replace_oneRecordManyTimes_writesEachTime",
                        engine -> new MapStore(engine) {
                            @Override
                            boolean bearsTheStamp(HandoffRecord current, HandoffRecord expected) {
                                return super.bearsTheStamp(current, expected)
                                        && current.stamp().version() <= 255;
                            }
                        }),
                new BrokenStore(
                        "interrupt dropped while finding",
                        "interrupt_duringFindAndPurge_staysWithTheThread",
                        engine -> new MapStore(engine) {
                            @Override
                            public Optional<HandoffRecord> find(String sessionKey) {
                                dropInterrupt();
                                return super.find(sessionKey);
                            }
                        }),
                new BrokenStore(
                        "interrupt taken for 'not there'",
                        "interrupt_duringFindAndPurge_staysWithTheThread",
                        engine -> new MapStore(engine) {
                            @Override
                            public Optional<HandoffRecord> find(String sessionKey) {
                                return Thread.currentThread().isInterrupted()
                                        ? Optional.empty()
                                        : super.find(sessionKey);
                            }
                        }),
                new BrokenStore(
                        "interrupt dropped while inserting",
                        "interrupt_duringInsert_staysWithTheThreadAndTheAnswerIsTrue",
                        engine -> new MapStore(engine) {
                            @Override
                            public boolean insert(HandoffRecord record) {
                                dropInterrupt();
                                return super.insert(record);
                            }
                        }),
                new BrokenStore(
                        "interrupted write said to have had no effect",
                        "interrupt_duringReplace_staysWithTheThreadAndTheAnswerIsTrue",
                        engine -> new MapStore(engine) {
                            @Override
                            public boolean replace(HandoffRecord expected, HandoffRecord next) {
                                boolean replaced = super.replace(expected, next);
                                if (Thread.currentThread().isInterrupted()) {
                                    throw new TokenStoreException(Effect.NONE, true, "interrupted");
                                }
                                return replaced;
                            }
                        }));
    }

    private enum Call {
        FIND,
        INSERT,
        REPLACE,
        PURGE
    }

    private static BrokenStore leaking(String fault, String promise, Call leaking) {
        return new BrokenStore(fault, promise, engine -> new Leaks(engine, leaking));
    }

    private static void dropInterrupt() {
        try {
            Thread.sleep(0);
        } catch (InterruptedException e) {
            // dropped: this is the fault
        }
    }

    /** Has 50 connections, and keeps one each time that a kind of call comes to nothing. */
    private static final class Leaks extends MapStore {

        private final Semaphore connections = new Semaphore(50);
        private final Call leaking;

        Leaks(ConcurrentMap<String, HandoffRecord> records, Call leaking) {
            super(records);
            this.leaking = leaking;
        }

        @Override
        public Optional<HandoffRecord> find(String sessionKey) {
            take();
            Optional<HandoffRecord> found = super.find(sessionKey);
            giveBack(Call.FIND, found.isPresent());
            return found;
        }

        @Override
        public boolean insert(HandoffRecord record) {
            take();
            boolean inserted = super.insert(record);
            giveBack(Call.INSERT, inserted);
            return inserted;
        }

        @Override
        public boolean replace(HandoffRecord expected, HandoffRecord next) {
            take();
            boolean replaced = super.replace(expected, next);
            giveBack(Call.REPLACE, replaced);
            return replaced;
        }

        @Override
        public int purge(Instant endedBefore, int limit) {
            take();
            int purged = super.purge(endedBefore, limit);
            giveBack(Call.PURGE, purged > 0);
            return purged;
        }

        private void take() {
            if (!connections.tryAcquire()) {
                throw new TokenStoreException(Effect.NONE, true, "no connection is left");
            }
        }

        private void giveBack(Call call, boolean cameToSomething) {
            if (call != leaking || cameToSomething) {
                connections.release();
            }
        }
    }

    private static final class DropsTheOldest extends MapStore {

        private static final int MOST = 50_000;

        private static final Queue<String> ORDER = new ConcurrentLinkedQueue<>();

        DropsTheOldest(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        HandoffRecord inserted(HandoffRecord record) {
            ORDER.add(record.sessionKey());
            if (records.size() >= MOST) {
                records.remove(ORDER.remove());
            }
            return record;
        }
    }
}
