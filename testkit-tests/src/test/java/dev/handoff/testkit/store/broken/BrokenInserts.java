package dev.handoff.testkit.store.broken;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Stores whose insert is wrong even without rivals. */
final class BrokenInserts {

    private static final String KNOWN_KEY = "insert_knownKey_returnsFalseAndKeepsTheRecord";
    private static final String OVER = "insert_keyOfASessionThatIsOver_returnsFalseAndKeepsTheRecord";
    private static final Instant TODAY = Instant.parse("2026-03-01T00:00:00Z");

    private BrokenInserts() {}

    static Stream<BrokenStore> all() {
        return Stream.of(
                inserting(
                        "insert that overwrites",
                        KNOWN_KEY,
                        (map, record) -> map.records.put(record.key(), record) == null),
                inserting("insert that answers true for a known key", KNOWN_KEY, (map, record) -> {
                    map.records.putIfAbsent(record.key(), record);
                    return true;
                }),
                inserting("insert that is true for the very same record", KNOWN_KEY, (map, record) -> {
                    StoredRecord there = map.records.putIfAbsent(record.key(), record);
                    return there == null || there.equals(record);
                }),
                inserting("insert that throws for a known key", KNOWN_KEY, (map, record) -> {
                    if (map.records.putIfAbsent(record.key(), record) != null) {
                        throw new TokenStoreException(Effect.NONE, true, "duplicate key");
                    }
                    return true;
                }),
                inserting(
                        "insert that returns false although it wrote",
                        "insert_thatReturnsTrue_hasWrittenTheRecord",
                        (map, record) -> {
                            map.records.putIfAbsent(record.key(), record);
                            return false;
                        }),
                overwriting("insert over a record in a final state", BrokenStore::isFinal),
                overwriting(
                        "insert over a record whose session has ended",
                        there -> there.endsAt().isBefore(TODAY)),
                overwriting(
                        "insert over an unclaimed record",
                        there -> BrokenStore.stateOf(there).equals("created")),
                new BrokenStore(
                        "insert that reports success before it writes",
                        "insert_thatReturnsTrue_hasWrittenTheRecord",
                        WritesLater::new),
                new BrokenStore(
                        "insert that remembers known keys",
                        "insert_afterAPurge_startsANewLifeInEveryStore",
                        RemembersKeys::new),
                new BrokenStore(
                        "insert that refuses a purged key",
                        "insert_afterAPurge_startsANewLifeInEveryStore",
                        RefusesPurgedKeys::new));
    }

    private interface Insert {
        boolean insert(MapStore map, StoredRecord record);
    }

    private static BrokenStore inserting(String fault, String promise, Insert insert) {
        return new BrokenStore(fault, promise, engine -> new MapStore(engine) {
            @Override
            public boolean insert(StoredRecord record) {
                return insert.insert(this, record);
            }
        });
    }

    private static BrokenStore overwriting(String fault, Predicate<StoredRecord> isOver) {
        return inserting(fault, OVER, (map, record) -> {
            StoredRecord there = map.records.putIfAbsent(record.key(), record);
            return there == null || (isOver.test(there) && map.records.replace(record.key(), there, record));
        });
    }

    /** Writes each record only when it is called again. */
    static final class WritesLater extends MapStore {

        private final AtomicReference<StoredRecord> unwritten = new AtomicReference<>();

        WritesLater(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public boolean insert(StoredRecord record) {
            StoredRecord earlier = unwritten.getAndSet(record);
            if (earlier != null) {
                super.insert(earlier);
            }
            return !records.containsKey(record.key());
        }
    }

    private static final class RemembersKeys extends MapStore {

        private final Set<String> known = ConcurrentHashMap.newKeySet();

        RemembersKeys(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public boolean insert(StoredRecord record) {
            if (known.contains(record.key())) {
                return false;
            }
            boolean inserted = super.insert(record);
            known.add(record.key());
            return inserted;
        }

        @Override
        boolean remove(StoredRecord record) {
            known.remove(record.key());
            return super.remove(record);
        }
    }

    private static final class RefusesPurgedKeys extends MapStore {

        private final Set<String> purged = ConcurrentHashMap.newKeySet();

        RefusesPurgedKeys(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public boolean insert(StoredRecord record) {
            return !purged.contains(record.key()) && super.insert(record);
        }

        @Override
        boolean remove(StoredRecord record) {
            return purged.add(record.key()) && super.remove(record);
        }
    }
}
