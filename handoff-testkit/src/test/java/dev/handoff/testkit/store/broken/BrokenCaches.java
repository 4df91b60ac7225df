package dev.handoff.testkit.store.broken;

import dev.handoff.spi.HandoffRecord;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

/** Stores that answer from what they saw earlier. */
final class BrokenCaches {

    private BrokenCaches() {}

    static Stream<BrokenStore> all() {
        return Stream.of(
                new BrokenStore(
                        "read cache that another process's write leaves stale",
                        "find_afterAWriteThroughAnotherStore_isWhatWasWritten",
                        WriteThroughCache::new),
                new BrokenStore(
                        "read cache that its own writes leave stale",
                        "find_afterAWriteByAnotherThread_isWhatWasWritten",
                        ReadCache::new),
                new BrokenStore(
                        "read cache of each thread",
                        "find_byManyThreadsThatLookedBefore_isWhatWasWrittenSince",
                        CacheOfEachThread::new),
                new BrokenStore(
                        "read cache of what was not there",
                        "find_keyThatWasUnknownBefore_seesTheInsert",
                        CacheOfTheUnknown::new),
                new BrokenStore(
                        "cache that answers for what was purged",
                        "find_afterAPurgeThroughAnotherStore_isEmpty",
                        AnswersForThePurged::new),
                new BrokenStore(
                        "stamp compared with a cached record",
                        "replace_versionThatAnotherStoreOvertook_isFalseAndKeepsWhatIsThere",
                        ComparesWithItsCache::new));
    }

    /** Knows of every write of its own, and of nobody else's. */
    private static final class WriteThroughCache extends MapStore {

        private final Map<String, HandoffRecord> cache = new ConcurrentHashMap<>();

        WriteThroughCache(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public Optional<HandoffRecord> find(String sessionKey) {
            return Optional.ofNullable(cache.computeIfAbsent(sessionKey, records::get));
        }

        @Override
        public boolean replace(HandoffRecord expected, HandoffRecord next) {
            cache.remove(expected.sessionKey());
            return super.replace(expected, next);
        }

        @Override
        boolean remove(HandoffRecord record) {
            cache.remove(record.sessionKey());
            return super.remove(record);
        }
    }

    private static final class ReadCache extends MapStore {

        private final Map<String, HandoffRecord> cache = new ConcurrentHashMap<>();

        ReadCache(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public Optional<HandoffRecord> find(String sessionKey) {
            return Optional.ofNullable(cache.computeIfAbsent(sessionKey, records::get));
        }
    }

    /** As a connection of each thread that keeps its snapshot; a write in the same thread begins a new one. */
    private static final class CacheOfEachThread extends MapStore {

        private final ThreadLocal<Map<String, HandoffRecord>> caches = ThreadLocal.withInitial(ConcurrentHashMap::new);

        CacheOfEachThread(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public Optional<HandoffRecord> find(String sessionKey) {
            return Optional.ofNullable(caches.get().computeIfAbsent(sessionKey, records::get));
        }

        @Override
        public boolean replace(HandoffRecord expected, HandoffRecord next) {
            caches.remove();
            return super.replace(expected, next);
        }
    }

    /** Insertions of its own make it forget. */
    private static final class CacheOfTheUnknown extends MapStore {

        private final Map<String, String> unknown = new ConcurrentHashMap<>();

        CacheOfTheUnknown(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public boolean insert(HandoffRecord record) {
            unknown.remove(record.sessionKey());
            return super.insert(record);
        }

        @Override
        public Optional<HandoffRecord> find(String sessionKey) {
            if (unknown.containsKey(sessionKey)) {
                return Optional.empty();
            }
            Optional<HandoffRecord> found = super.find(sessionKey);
            if (found.isEmpty()) {
                unknown.put(sessionKey, sessionKey);
            }
            return found;
        }
    }

    private static final class AnswersForThePurged extends MapStore {

        private final Map<String, HandoffRecord> cache = new ConcurrentHashMap<>();

        AnswersForThePurged(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public Optional<HandoffRecord> find(String sessionKey) {
            Optional<HandoffRecord> found = super.find(sessionKey);
            found.ifPresent(record -> cache.put(sessionKey, record));
            return found.or(() -> Optional.ofNullable(cache.get(sessionKey)));
        }
    }

    private static final class ComparesWithItsCache extends MapStore {

        private final Map<String, HandoffRecord> cache = new ConcurrentHashMap<>();

        ComparesWithItsCache(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public Optional<HandoffRecord> find(String sessionKey) {
            Optional<HandoffRecord> found = super.find(sessionKey);
            found.ifPresent(record -> cache.put(sessionKey, record));
            return found;
        }

        @Override
        public synchronized boolean replace(HandoffRecord expected, HandoffRecord next) {
            HandoffRecord seen = cache.computeIfAbsent(expected.sessionKey(), records::get);
            if (seen == null || !bearsTheStamp(seen, expected)) {
                return false;
            }
            cache.put(next.sessionKey(), next);
            records.put(next.sessionKey(), next);
            return true;
        }
    }
}
