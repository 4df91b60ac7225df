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

/** Stores that keep every promise in ways that a careless contract would take for broken. */
final class OddButSound {

    private OddButSound() {}

    static Stream<BrokenStore> all() {
        return Stream.of(
                sound("over shared data", MapStore::new),
                sound("writes only what may change", engine -> new MapStore(engine) {
                    @Override
                    StoredRecord replacement(StoredRecord current, StoredRecord next) {
                        return new StoredRecord(current.key(), next.stamp(), current.endsAt(), next.body());
                    }
                }),
                sound("answers false now and then, and has written nothing", LosesRaces::new),
                sound("loses answers now and then, and says that it does not know", LosesAnswers::new),
                sound("forgets by itself", Forgets::new),
                sound("behind one lock", BehindOneLock::new),
                sound("slow", Slow::new),
                apart());
    }

    static BrokenStore apart() {
        return sound(
                "data of each object apart",
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

    /** Of some writes that meet another nobody learns whether they were carried out. */
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

    /** Some time after its session's end, which no test waits for. */
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

    /** As over a network. */
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
