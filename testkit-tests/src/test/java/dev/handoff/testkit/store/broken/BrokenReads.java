package dev.handoff.testkit.store.broken;

import static dev.handoff.testkit.store.broken.BrokenRaces.pauseNowAndThen;

import dev.handoff.spi.StoredRecord;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Stores that find records that are not stored, or do not find stored records. */
final class BrokenReads {

    private static final String AFTER_THE_END = "find_afterTheSessionsEnd_returnsTheRecord";
    private static final Instant TODAY = Instant.parse("2026-03-02T00:00:00Z");

    private BrokenReads() {}

    static Stream<BrokenStore> all() {
        return Stream.of(
                finding(
                        "find that returns another record for an unknown key",
                        "find_unknownKey_returnsEmpty",
                        (map, key) -> Optional.ofNullable(map.records.get(key))
                                .or(() -> map.records.values().stream().findAny())),
                finding(
                        "find that removes the record",
                        "find_sameKeyAgain_returnsTheSameRecord",
                        (map, key) -> Optional.ofNullable(map.records.remove(key))),
                hiding(
                        "records that expire with their session",
                        AFTER_THE_END,
                        record -> record.endsAt().isBefore(TODAY)),
                hiding("records that are deleted when their session is over", AFTER_THE_END, BrokenStore::isFinal),
                new BrokenStore(
                        "result that threads share",
                        "find_byManyThreadsAtOnce_returnsTheRecordThatEachAskedFor",
                        BrokenRaces.ROUNDS,
                        SharesItsAnswer::new),
                new BrokenStore(
                        "records held by weak references",
                        "find_afterAGarbageCollection_returnsTheRecord",
                        WeakRecords::new));
    }

    private static BrokenStore finding(
            String fault, String promise, BiFunction<MapStore, String, Optional<StoredRecord>> find) {
        return new BrokenStore(fault, promise, engine -> new MapStore(engine) {
            @Override
            public Optional<StoredRecord> find(String key) {
                return find.apply(this, key);
            }
        });
    }

    private static BrokenStore hiding(String fault, String promise, Predicate<StoredRecord> isHidden) {
        return finding(
                fault,
                promise,
                (map, key) -> Optional.ofNullable(map.records.get(key)).filter(isHidden.negate()));
    }

    private static final class SharesItsAnswer extends MapStore {

        private volatile Optional<StoredRecord> answer = Optional.empty();

        SharesItsAnswer(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            answer = super.find(key);
            pauseNowAndThen();
            return answer;
        }
    }

    private static final class WeakRecords extends MapStore {

        private static final Map<String, WeakReference<StoredRecord>> WEAK = new ConcurrentHashMap<>();

        WeakRecords(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public boolean insert(StoredRecord record) {
            return WEAK.putIfAbsent(record.key(), new WeakReference<>(record)) == null;
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            return Optional.ofNullable(WEAK.get(key)).map(WeakReference::get);
        }
    }
}
