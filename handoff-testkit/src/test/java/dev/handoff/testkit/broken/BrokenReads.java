package dev.handoff.testkit.broken;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStoreException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

/** Stores that find what is not there, or not what is there. */
final class BrokenReads {

    private BrokenReads() {}

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
                        "read cache of what was not there",
                        "find_aKeyThatWasUnknownBefore_seesTheInsert",
                        CacheOfTheUnknown::new),
                new BrokenStore(
                        "cache that answers for what was purged",
                        "find_afterAPurgeThroughAnotherStore_isEmpty",
                        AnswersForThePurged::new),
                new BrokenStore(
                        "stamp compared with a cached record",
                        "replace_versionThatAnotherStoreOvertook_isFalseAndKeepsWhatIsThere",
                        ComparesWithItsCache::new),
                new BrokenStore(
                        "any record for a key that has none",
                        "find_unknownKey_isEmpty",
                        engine -> new MapStore(engine) {
                            @Override
                            public Optional<HandoffRecord> find(String sessionKey) {
                                return super.find(sessionKey)
                                        .or(() -> records.values().stream().findAny());
                            }
                        }),
                new BrokenStore(
                        "trouble taken for 'not there'",
                        "trouble_engineOutOfReach_isAnExceptionAndNeverAnAnswer",
                        engine -> new MapStore(engine) {
                            @Override
                            public Optional<HandoffRecord> find(String sessionKey) {
                                try {
                                    return super.find(sessionKey);
                                } catch (TokenStoreException e) {
                                    return Optional.empty();
                                }
                            }
                        }),
                new BrokenStore(
                        "records that expire with their session",
                        "find_afterTheSessionsEnd_stillFinds",
                        engine -> new MapStore(engine) {
                            @Override
                            public Optional<HandoffRecord> find(String sessionKey) {
                                return super.find(sessionKey)
                                        .filter(record ->
                                                record.terms().endsAt().toEpochMilli() > 1_000_000);
                            }
                        }));
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

    private static final class CacheOfTheUnknown extends MapStore {

        private final Map<String, String> unknown = new ConcurrentHashMap<>();

        CacheOfTheUnknown(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
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
