package dev.handoff.testkit.store.broken;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

/** Stores that return what they have read earlier. */
final class BrokenCaches {

    private BrokenCaches() {}

    static Stream<BrokenStore> all() {
        return Stream.of(
                new BrokenStore(
                        "read cache that ignores writes of another process",
                        "find_afterAWriteThroughAnotherStore_returnsTheWrittenRecord",
                        WriteThroughCache::new),
                new BrokenStore(
                        "read cache that ignores its own writes",
                        "find_afterAWriteByAnotherThread_returnsTheWrittenRecord",
                        ReadCache::new),
                new BrokenStore(
                        "read cache in each thread",
                        "find_byManyThreadsThatReadBefore_returnsTheLatestRecord",
                        CacheOfEachThread::new),
                new BrokenStore(
                        "read cache of unknown keys",
                        "find_keyThatWasUnknownBefore_returnsTheInsertedRecord",
                        CacheOfTheUnknown::new),
                new BrokenStore(
                        "cache that returns purged records",
                        "purge_endedRecord_deletesItInEveryStoreForGood",
                        AnswersForThePurged::new),
                new BrokenStore(
                        "stamp compared with a cached record",
                        "replace_stampThatAnotherStoreReplaced_returnsFalseAndKeepsTheRecord",
                        ComparesWithItsCache::new),
                new BrokenStore(
                        "read cache in one of two objects",
                        "find_afterAWriteThroughAnotherStore_returnsTheWrittenRecord",
                        BrokenCaches::cachesIfFirst),
                new BrokenStore(
                        "writes that other objects see after 5 ms",
                        "find_afterAWriteThroughAnotherStore_returnsTheWrittenRecord",
                        SeesOthersLate::new),
                new BrokenStore(
                        "cache of final states",
                        "insert_afterAPurge_startsANewLifeInEveryStore",
                        KeepsFinalStates::new));
    }

    /** Returns a caching store if it is the first store on this engine, which has no records yet. */
    private static TokenStore cachesIfFirst(ConcurrentMap<String, StoredRecord> engine) {
        boolean isFirst = engine.isEmpty() && !(engine instanceof UnreachableEngine);
        return isFirst ? new WriteThroughCache(engine) : new MapStore(engine);
    }

    /** Like a replica in each process that applies the log of the others. */
    private static final class SeesOthersLate extends MapStore {

        private static final long LATE_NANOS = 5_000_000;
        private static final Map<String, Write> LOG = new ConcurrentHashMap<>();

        private record Write(MapStore by, long at, Optional<StoredRecord> before) {}

        SeesOthersLate(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public boolean insert(StoredRecord record) {
            return logged(record.key(), super.insert(record), Optional.empty());
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            return logged(next.key(), super.replace(expected, next), Optional.of(expected));
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            Write last = LOG.get(key);
            boolean isLate = last != null && last.by() != this && System.nanoTime() - last.at() < LATE_NANOS;
            return isLate ? last.before() : super.find(key);
        }

        private boolean logged(String key, boolean isWritten, Optional<StoredRecord> before) {
            if (isWritten) {
                LOG.put(key, new Write(this, System.nanoTime(), before));
            }
            return isWritten;
        }
    }

    /** Caches final states, because they seem to never change. */
    private static final class KeepsFinalStates extends MapStore {

        private final Map<String, StoredRecord> cache = new ConcurrentHashMap<>();

        KeepsFinalStates(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            Optional<StoredRecord> found = Optional.ofNullable(cache.get(key)).or(() -> super.find(key));
            found.filter(BrokenStore::isFinal).ifPresent(record -> cache.put(key, record));
            return found;
        }

        @Override
        boolean remove(StoredRecord record) {
            cache.remove(record.key());
            return super.remove(record);
        }
    }

    /** Its cache follows its own writes, and ignores writes of other objects. */
    private static final class WriteThroughCache extends MapStore {

        private final Map<String, StoredRecord> cache = new ConcurrentHashMap<>();

        WriteThroughCache(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            return Optional.ofNullable(cache.computeIfAbsent(key, records::get));
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            cache.remove(expected.key());
            return super.replace(expected, next);
        }

        @Override
        boolean remove(StoredRecord record) {
            cache.remove(record.key());
            return super.remove(record);
        }
    }

    private static final class ReadCache extends MapStore {

        private final Map<String, StoredRecord> cache = new ConcurrentHashMap<>();

        ReadCache(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            return Optional.ofNullable(cache.computeIfAbsent(key, records::get));
        }
    }

    /** Like a connection of each thread that keeps its snapshot until the thread writes. */
    private static final class CacheOfEachThread extends MapStore {

        private final ThreadLocal<Map<String, StoredRecord>> caches = ThreadLocal.withInitial(ConcurrentHashMap::new);

        CacheOfEachThread(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            return Optional.ofNullable(caches.get().computeIfAbsent(key, records::get));
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            caches.remove();
            return super.replace(expected, next);
        }
    }

    /** Only its own inserts remove keys from the cache. */
    private static final class CacheOfTheUnknown extends MapStore {

        private final Map<String, String> unknown = new ConcurrentHashMap<>();

        CacheOfTheUnknown(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public boolean insert(StoredRecord record) {
            unknown.remove(record.key());
            return super.insert(record);
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            if (unknown.containsKey(key)) {
                return Optional.empty();
            }
            Optional<StoredRecord> found = super.find(key);
            if (found.isEmpty()) {
                unknown.put(key, key);
            }
            return found;
        }
    }

    private static final class AnswersForThePurged extends MapStore {

        private final Map<String, StoredRecord> cache = new ConcurrentHashMap<>();

        AnswersForThePurged(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            Optional<StoredRecord> found = super.find(key);
            found.ifPresent(record -> cache.put(key, record));
            return found.or(() -> Optional.ofNullable(cache.get(key)));
        }
    }

    private static final class ComparesWithItsCache extends MapStore {

        private final Map<String, StoredRecord> cache = new ConcurrentHashMap<>();

        ComparesWithItsCache(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            Optional<StoredRecord> found = super.find(key);
            found.ifPresent(record -> cache.put(key, record));
            return found;
        }

        @Override
        public synchronized boolean replace(StoredRecord expected, StoredRecord next) {
            StoredRecord seen = cache.computeIfAbsent(expected.key(), records::get);
            if (seen == null || !bearsTheStamp(seen, expected)) {
                return false;
            }
            cache.put(next.key(), next);
            records.put(next.key(), next);
            return true;
        }
    }
}
