package dev.handoff.testkit.store.broken;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Unusual stores that keep every promise, so that the contract must not fail them. */
final class OddButSound {

    private OddButSound() {}

    static Stream<BrokenStore> all() {
        return Stream.of(
                sound("objects that share data", MapStore::new),
                sound("keeps the key and the end of the stored record", engine -> new MapStore(engine) {
                    @Override
                    StoredRecord replacement(StoredRecord current, StoredRecord next) {
                        return new StoredRecord(current.key(), next.stamp(), current.endsAt(), next.body());
                    }
                }),
                sound("sometimes returns false and has written nothing", LosesRaces::new),
                sound("sometimes loses an answer and throws with the effect UNKNOWN", LosesAnswers::new),
                sound("forgets records automatically", Forgets::new),
                sound("one lock for every call", BehindOneLock::new),
                sound("slow", Slow::new),
                apart());
    }

    static BrokenStore apart() {
        return sound(
                "objects that share no data",
                engine -> new MapStore(engine instanceof UnreachableEngine ? engine : new ConcurrentHashMap<>()));
    }

    private static BrokenStore sound(
            String name, Function<ConcurrentMap<String, StoredRecord>, TokenStore> overEngine) {
        return new BrokenStore(name, "", 4, overEngine);
    }

    private static final class LosesRaces extends MapStore {

        private static final int EVERY = 5;

        private final AtomicInteger writes = new AtomicInteger();

        LosesRaces(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public boolean insert(StoredRecord record) {
            return writes.incrementAndGet() % EVERY != 0 && super.insert(record);
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            return writes.incrementAndGet() % EVERY != 0 && super.replace(expected, next);
        }
    }

    /** Some writes at the same moment as others throw with an unknown effect, carried out or not. */
    private static final class LosesAnswers extends MapStore {

        private static final AtomicInteger WRITING = new AtomicInteger();

        LosesAnswers(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public boolean insert(StoredRecord record) {
            return answer(() -> super.insert(record));
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            return answer(() -> super.replace(expected, next));
        }

        private static boolean answer(BooleanSupplier write) {
            try {
                int dice = WRITING.incrementAndGet() == 1
                        ? 0
                        : ThreadLocalRandom.current().nextInt(8);
                boolean answer = dice != 1 && write.getAsBoolean();
                if (dice == 1 || dice == 2) {
                    throw new TokenStoreException(Effect.UNKNOWN, true, "no answer came in time");
                }
                return answer;
            } finally {
                WRITING.decrementAndGet();
            }
        }
    }

    /** Purges nothing, because it forgets records some time after a session's end, which no test reaches. */
    static final class Forgets extends MapStore {

        Forgets(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public int purge(Instant endedBefore, int limit) {
            return 0;
        }
    }

    private static final class BehindOneLock extends MapStore {

        private static final ReentrantLock LOCK = new ReentrantLock(true);

        BehindOneLock(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public boolean insert(StoredRecord record) {
            return locked(() -> super.insert(record));
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            return locked(() -> super.find(key));
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            return locked(() -> super.replace(expected, next));
        }

        @Override
        public int purge(Instant endedBefore, int limit) {
            return locked(() -> super.purge(endedBefore, limit));
        }

        private static <T> T locked(Supplier<T> call) {
            LOCK.lock();
            try {
                return call.get();
            } finally {
                LOCK.unlock();
            }
        }
    }

    /** A store on a network. */
    private static final class Slow extends MapStore {

        private static final long NANOS = 100_000;

        Slow(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public boolean insert(StoredRecord record) {
            LockSupport.parkNanos(NANOS);
            return super.insert(record);
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            LockSupport.parkNanos(NANOS);
            return super.find(key);
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            LockSupport.parkNanos(NANOS);
            return super.replace(expected, next);
        }
    }
}
