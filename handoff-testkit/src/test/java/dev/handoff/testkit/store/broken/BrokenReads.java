package dev.handoff.testkit.store.broken;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStoreException;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Stores that find what is not there, or not what is there. */
final class BrokenReads {

    private static final String AFTER_THE_END = "find_afterTheSessionsEnd_stillFinds";
    private static final Instant TODAY = Instant.parse("2026-03-02T00:00:00Z");

    private BrokenReads() {}

    static Stream<BrokenStore> all() {
        return Stream.of(
                finding(
                        "any record for a key that has none",
                        "find_unknownKey_isEmpty",
                        (map, key) -> Optional.ofNullable(map.records.get(key))
                                .or(() -> map.records.values().stream().findAny())),
                finding(
                        "find that takes the record out",
                        "find_sameKeyAgain_givesTheSame",
                        (map, key) -> Optional.ofNullable(map.records.remove(key))),
                finding(
                        "trouble taken for 'not there'",
                        "trouble_engineOutOfReach_isAnExceptionAndNeverAnAnswer",
                        (map, key) -> {
                            try {
                                return Optional.ofNullable(map.records.get(key));
                            } catch (TokenStoreException e) {
                                return Optional.empty();
                            }
                        }),
                finding(
                        "trouble that quotes the record",
                        "trouble_engineOutOfReach_tellsNothingOfTheRecord",
                        (map, key) -> {
                            try {
                                return Optional.ofNullable(map.records.get(key));
                            } catch (TokenStoreException e) {
                                throw new TokenStoreException(e.effect(), e.isRetryable(), "no answer for " + key, e);
                            }
                        }),
                hiding(
                        "records that expire with their session",
                        AFTER_THE_END,
                        record -> record.terms().endsAt().isBefore(TODAY)),
                hiding(
                        "records that expire with their token",
                        AFTER_THE_END,
                        record -> record.latest() != null
                                && record.latest().expiresAt().isBefore(TODAY)),
                hiding(
                        "records that are deleted when their session is over",
                        AFTER_THE_END,
                        record -> record.state().isFinal()),
                new BrokenStore(
                        "records held by weak references",
                        "find_afterAGarbageCollection_stillFinds",
                        WeakRecords::new));
    }

    private static BrokenStore finding(
            String fault, String promise, BiFunction<MapStore, String, Optional<HandoffRecord>> find) {
        return new BrokenStore(fault, promise, engine -> new MapStore(engine) {
            @Override
            public Optional<HandoffRecord> find(String sessionKey) {
                return find.apply(this, sessionKey);
            }
        });
    }

    private static BrokenStore hiding(String fault, String promise, Predicate<HandoffRecord> isHidden) {
        return finding(
                fault,
                promise,
                (map, key) -> Optional.ofNullable(map.records.get(key)).filter(isHidden.negate()));
    }

    private static final class WeakRecords extends MapStore {

        private static final Map<String, WeakReference<HandoffRecord>> WEAK = new ConcurrentHashMap<>();

        WeakRecords(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public boolean insert(HandoffRecord record) {
            return WEAK.putIfAbsent(record.sessionKey(), new WeakReference<>(record)) == null;
        }

        @Override
        public Optional<HandoffRecord> find(String sessionKey) {
            return Optional.ofNullable(WEAK.get(sessionKey)).map(WeakReference::get);
        }
    }
}
