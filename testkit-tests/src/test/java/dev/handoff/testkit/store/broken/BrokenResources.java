package dev.handoff.testkit.store.broken;

import static dev.handoff.testkit.store.broken.BrokenStore.USUAL_ROUNDS;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/** Stores that lose connections, or forget records if there are many. */
final class BrokenResources {

    private BrokenResources() {}

    static Stream<BrokenStore> all() {
        return Stream.of(
                leaking(
                        "connection lost when nothing is found",
                        "calls_thatFindOrWriteNothing_releaseTheirResources",
                        Call.FIND),
                leaking(
                        "connection lost when a key is known",
                        "calls_thatFindOrWriteNothing_releaseTheirResources",
                        Call.INSERT),
                leaking(
                        "connection lost when a stamp does not fit",
                        "calls_thatFindOrWriteNothing_releaseTheirResources",
                        Call.REPLACE),
                leaking(
                        "connection lost when nothing has ended",
                        "calls_thatFindOrWriteNothing_releaseTheirResources",
                        Call.PURGE),
                new BrokenStore(
                        "oldest records dropped when there are many",
                        "manyRecords_untilAPurge_areKeptAndThenDeleted",
                        USUAL_ROUNDS,
                        DropsTheOldest::new),
                new BrokenStore(
                        "record that is full after 255 replacements",
                        "replace_oneRecordManyTimes_writesEachTime",
                        FillsUp::new));
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

    /** Has 50 connections, and does not release a connection if a call of one kind has no effect. */
    private static final class Leaks extends MapStore {

        private final Semaphore connections = new Semaphore(50);
        private final Call leaking;

        Leaks(ConcurrentMap<String, StoredRecord> records, Call leaking) {
            super(records);
            this.leaking = leaking;
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            take();
            Optional<StoredRecord> found = super.find(key);
            giveBack(Call.FIND, found.isPresent());
            return found;
        }

        @Override
        public boolean insert(StoredRecord record) {
            take();
            boolean inserted = super.insert(record);
            giveBack(Call.INSERT, inserted);
            return inserted;
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
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

    private static final class FillsUp extends MapStore {

        private final Map<String, Integer> replacements = new ConcurrentHashMap<>();

        FillsUp(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            return replacements.merge(next.key(), 1, Integer::sum) <= 255 && super.replace(expected, next);
        }
    }

    private static final class DropsTheOldest extends MapStore {

        private static final int MOST = 50_000;

        private static final Queue<String> ORDER = new ConcurrentLinkedQueue<>();

        DropsTheOldest(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        StoredRecord inserted(StoredRecord record) {
            ORDER.add(record.key());
            if (records.size() >= MOST) {
                records.remove(ORDER.remove());
            }
            return record;
        }
    }
}
