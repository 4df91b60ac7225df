package dev.handoff.testkit.store.broken;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.SessionTerms;
import dev.handoff.spi.TokenStore;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
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
                    HandoffRecord replacement(HandoffRecord current, HandoffRecord next) {
                        SessionTerms terms = new SessionTerms(
                                next.terms().keyId(), current.terms().endsAt());
                        return new HandoffRecord(
                                current.stamp().next(), terms, next.progress(), next.latest(), next.claim());
                    }
                }),
                sound("answers false now and then, and has written nothing", LosesRaces::new),
                sound("behind one lock", BehindOneLock::new),
                sound("slow", Slow::new),
                sound("data of each object apart", OddButSound::apart));
    }

    private static TokenStore apart(ConcurrentMap<String, HandoffRecord> engine) {
        return new MapStore(engine instanceof UnreachableEngine ? engine : new ConcurrentHashMap<>());
    }

    private static BrokenStore sound(
            String name, Function<ConcurrentMap<String, HandoffRecord>, TokenStore> overEngine) {
        return new BrokenStore(name, "", 4, overEngine);
    }

    private static final class LosesRaces extends MapStore {

        private static final int EVERY = 5;

        private final AtomicInteger writes = new AtomicInteger();

        LosesRaces(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public boolean insert(HandoffRecord record) {
            return writes.incrementAndGet() % EVERY != 0 && super.insert(record);
        }

        @Override
        public boolean replace(HandoffRecord expected, HandoffRecord next) {
            return writes.incrementAndGet() % EVERY != 0 && super.replace(expected, next);
        }
    }

    private static final class BehindOneLock extends MapStore {

        private static final ReentrantLock LOCK = new ReentrantLock(true);

        BehindOneLock(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public boolean insert(HandoffRecord record) {
            return locked(() -> super.insert(record));
        }

        @Override
        public Optional<HandoffRecord> find(String sessionKey) {
            return locked(() -> super.find(sessionKey));
        }

        @Override
        public boolean replace(HandoffRecord expected, HandoffRecord next) {
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

        Slow(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public boolean insert(HandoffRecord record) {
            LockSupport.parkNanos(NANOS);
            return super.insert(record);
        }

        @Override
        public Optional<HandoffRecord> find(String sessionKey) {
            LockSupport.parkNanos(NANOS);
            return super.find(sessionKey);
        }

        @Override
        public boolean replace(HandoffRecord expected, HandoffRecord next) {
            LockSupport.parkNanos(NANOS);
            return super.replace(expected, next);
        }
    }
}
